import { accessRoute } from '../../../access-route';

export const dynamic = 'force-dynamic';

export const POST = accessRoute('/access/v1/search/subject');
