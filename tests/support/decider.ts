import { createHash, randomBytes } from 'node:crypto';
import { POST as postApprove } from '@/app/api/v1/escalations/[id]/approve/route';
import { POST as postDeny } from '@/app/api/v1/escalations/[id]/deny/route';
import { sql } from './world';

const ROUTES = { approve: postApprove, deny: postDeny };

/** Somebody who may decide and has nothing to do with anything, with a key of their own: as the console asks. */
export class Decider {
  private constructor(
    readonly id: string,
    readonly key: string,
  ) {}

  static async create(url: string, name = `decider${randomBytes(4).toString('hex')}`): Promise<Decider> {
    const key = `cdn_${randomBytes(32).toString('base64url')}`;
    const id = `usr_${name}`;
    await sql(
      url,
      `INSERT INTO users (id, email, name, roles) VALUES ($1, $2 || '@example.com', 'Decider', '{approver}')`,
      [id, name],
    );
    await sql(
      url,
      `INSERT INTO api_keys (id, name, key_hash, hint, roles, user_id) VALUES ($1, $1, $2, 'none', '{approver}', $3)`,
      [`key_${name}`, createHash('sha256').update(key).digest('hex'), id],
    );
    return new Decider(id, key);
  }

  async does(verb: keyof typeof ROUTES, id: string, body: object = {}): Promise<Response> {
    const request = new Request(`http://127.0.0.1:3000/api/v1/escalations/${id}/${verb}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const response = await ROUTES[verb](request, { params: Promise.resolve({ id }) });
    if (response.status !== 200) throw new Error(`${verb}: ${response.status} ${await response.text()}`);
    return response;
  }
}
