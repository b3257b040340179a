/** What is answered without looking anything up; `null` for a real question. */
export function answerSmallTalk(message: string, assistantName: string): string | null {
  const text = message
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s']/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (/^(hi|hello|hey|hiya|good (morning|afternoon|evening|day)|greetings|howdy)( there| all| everyone)?$/.test(text)) {
    return `Hello! I am ${assistantName}'s search assistant: I answer by quoting this site's pages, with a link to each. What would you like to know?`;
  }
  if (
    /^(ok |okay |great |super |perfect |alright )?(thanks|thank you|thx|cheers|many thanks)( (a lot|so much|very much|again))?$/.test(text)
  ) {
    return 'You are welcome! Ask whenever something else comes up.';
  }
  if (/^(bye|goodbye|see you|see ya|good night)$/.test(text)) return 'Goodbye!';
  if (/^(ok|okay|great|perfect|nice|cool|alright|got it|i see|good)$/.test(text))
    return 'Good. Is there anything else that you would like to know?';
  if (
    /^(who|what) are you( exactly)?$|^are you (a |an )?(human|person|bot|robot|ai|real|machine|real person)$|^what can you do$|^(can you )?help( me)?$|^how do you work$/.test(
      text,
    )
  ) {
    return "I am a program, not a person. I search this site's pages and quote what they say, with a link to the place. What I do not find there I cannot tell.";
  }
  return null;
}
