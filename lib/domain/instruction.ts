/**
 * Whether a passage tells its reader to do something. Content that comes from outside should inform; where it
 * commands, the agent may be obeying somebody else than the person it works for. Judged by form alone, in
 * English: who phrases a command as a statement is not met here, which is why stricter tiers do not ask.
 */

/** What an agent can be told to do with its tools. */
const DEEDS = [
  'send|e-?mail|mail|forward|reply|respond|write|message|text|tell|notify|invite|share|post|publish|upload|submit',
  'pay|transfer|wire|remit|refund|buy|purchase|order|donate|withdraw|deposit',
  'delete|remove|erase|destroy|drop|purge|wipe|cancel|unshare|revoke|disable|deactivate|block|kick|ban',
  'create|make|add|append|insert|schedule|book|reserve|register|sign|set|open|start|install|run|execute|call|use',
  'change|modify|update|edit|replace|rename|move|reschedule|reset|increase|decrease|adjust|enable|grant|give|approve',
  'visit|click|browse|go|navigate|download|fetch|follow|copy|export|save|read|look|search|find|list|retrieve|check|get',
  'ignore|forget|disregard|stop|do|perform|complete|carry|proceed|recommend|say|include|provide|summarize|ask|contact',
].join('|');
/** What may stand before a command: numbering, a name that is addressed, a courtesy, urgency. */
const LEAD =
  '(?:[\\s"\'“”‘’*#>•(\\[<,-]|\\d+[.)]|[\\p{L}]+ ?[:,](?= )|(?:hi|hey|hello|dear) [\\p{L}]+,|please|kindly|now|then|also|next|first|finally|lastly|afterwards?|and|but|so|just|simply|immediately|important(?:ly)?|urgent(?:ly)?|before that|after that|instead)*';
const OBLIGE =
  "(?:(?:you|the (?:assistant|agent|model|ai))(?: will| shall)? (?:must|should|need to|have to|are to|ought to|can|could)|(?:i|we) (?:need|want|ask|would like) you to|(?:please |do not forget to |don[’']t forget to |be sure to |make sure (?:to|that you) |remember to |could you |can you |would you ))";
const COMMAND = new RegExp(`^${LEAD}\\s*(?:${DEEDS})\\b(?![’'_.@:/-])`, 'iu');
/** `Using the list at …, send it to …` */
const AFTER_CLAUSE = new RegExp(
  `^(?:using|by|after|before|when|once|if|to|in order to|for|with|from)\\b[^,]{3,160}, ?(?:please |then |also )*(?:${DEEDS})\\b`,
  'iu',
);
const OBLIGATION = new RegExp(
  `\\b${OBLIGE}\\s*(?:also |then |now |immediately |first )*(?:${DEEDS})\\b`,
  'iu',
);

/** Ends of sentences. A point inside an address, a number or a file name is none. */
const SENTENCE_END = /(?<=[.!?;][)"'’”]?)\s+(?=["'“‘(\p{Lu}\p{N}])/u;

/**
 * A text in passages: lines, since what a command needs to be carried out often stands in the sentence after it;
 * and a line that ends in a colon is read together with the next.
 */
export function passagesOf(text: string): string[] {
  const passages: string[] = [];
  let lead = '';
  for (const piece of text.split('\n')) {
    const line = piece.trim();
    if (line === '') continue;
    passages.push(lead === '' ? line : `${lead} ${line}`);
    lead = line.endsWith(':') ? line : '';
  }
  return passages;
}

export const isInstruction = (passage: string): boolean => passage.split(SENTENCE_END).some(isCommand);

const isCommand = (sentence: string): boolean =>
  COMMAND.test(sentence) || AFTER_CLAUSE.test(sentence) || OBLIGATION.test(sentence);
