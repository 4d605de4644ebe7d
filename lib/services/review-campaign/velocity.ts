/** Somebody who decided ten or more one by one, most of them quicker than anybody reads. */
export const isFlagged = (quick: number, single: number): boolean => single >= 10 && quick * 2 > single;
