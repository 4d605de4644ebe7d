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

/** Commands that forbid to tell, or bid to set aside what was said before. */
const SUBVERTS =
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instructions?|rules?|previous|prior|above|prompts?|polic(?:y|ies)|guardrails?|restrictions?)\b|\b(?:(?:do not|don[’']t|never)\s+(?:tell|mention|inform|reveal|disclose|notify|warn)|without\s+(?:telling|mentioning|informing|revealing|disclosing|notifying))\b|<\/?\s*(?:important|system|instructions?|secret|admin)\b/iu;
const ALWAYS = new RegExp(
  `\\b(?:always|must|never|instead|beforehand|before (?:using|calling)|after (?:using|calling))\\b[^.]{0,80}\\b(?:${DEEDS})\\b`,
  'iu',
);
/** With what the description of a tool may begin a sentence to say how it is called. */
const USAGE =
  /^\W*(?:use|call|prefer|see|note|read|check|provide|set|pass|include|specify|return|list|get|find|search|make sure|be sure)\b/iu;

/**
 * Whether a sentence of a tool's description speaks to the agent of more than this tool. Descriptions begin
 * with a verb by custom ("Delete a file"), so the form of a command alone says nothing in the first sentence.
 */
export const addressesAgent = (sentence: string, isFirst: boolean): boolean =>
  SUBVERTS.test(sentence) ||
  ALWAYS.test(sentence) ||
  AFTER_CLAUSE.test(sentence) ||
  (!isFirst && !USAGE.test(sentence) && COMMAND.test(sentence));

/** The sentences of a text, each with where it begins and ends. */
export function sentencesOf(text: string): { from: number; to: number; text: string }[] {
  const found: { from: number; to: number; text: string }[] = [];
  for (const { 0: piece, index } of text.matchAll(/[^\n]+/g)) {
    let from = index;
    for (const part of piece.split(/(?<=[.!?;])\s+/)) {
      const at = text.indexOf(part, from);
      if (part !== '') found.push({ from: at, to: at + part.length, text: part });
      from = at + part.length;
    }
  }
  return found;
}

export const isInstruction = (passage: string): boolean => passage.split(SENTENCE_END).some(isCommand);

const isCommand = (sentence: string): boolean =>
  COMMAND.test(sentence) || AFTER_CLAUSE.test(sentence) || OBLIGATION.test(sentence);
