/**
 * The demo model's answer to a question: from a template that the question matches, else on the topic that its ideas
 * name, else a general answer that repeats its words. A pure function of the text.
 */
import { slotAnswer } from "./facts.ts";
import { TOPICS, type Topic } from "./topics.ts";
import { type QuestionReading, readQuestion } from "./words.ts";

/** 1 to 6 sentences in English or Portuguese. Equal ideas give equal answers. Never empty. */
export function answerTo(question: string): string {
  const bySlot = slotAnswer(question);
  if (bySlot) return bySlot;
  const reading = readQuestion(question);
  return topicOf(reading)?.text[reading.language] ?? general(reading);
}

function topicOf(reading: QuestionReading): Topic | null {
  let best: Topic | null = null;
  for (const topic of TOPICS) {
    if (fits(topic, reading) && topic.needs.length > (best?.needs.length ?? 0)) best = topic;
  }
  return best;
}

/**
 * Does the topic's answer fit? The question must have all ideas that the topic needs, no idea outside the topic, and at
 * most one other word (none where the topic needs one idea only).
 */
function fits(topic: Topic, reading: QuestionReading): boolean {
  for (const need of topic.needs) if (!reading.ideas.has(need)) return false;
  for (const idea of reading.ideas) {
    if (idea !== "hello" && !topic.needs.includes(idea) && !topic.also.includes(idea)) return false;
  }
  if (reading.others.some((word) => TURNS.test(word))) return false;
  return reading.others.length <= (topic.needs.length >= 2 ? 1 : 0);
}

/** Words of which one alone makes it another question: negations, numbers and comparisons. */
const TURNS =
  /\d|^(?:not?|never|nor|nao|nunca|nem|jamais|except|exceto|instead|only|apenas|before|after|antes|depois|more|less|mais|menos)$/;

const NAMED_MAX = 8;

function general({ language, content }: QuestionReading): string {
  const named = content.slice(0, NAMED_MAX).map((word) => word.slice(0, 40));
  if (language === "pt") {
    const about = joined(named, " e ") || "esse assunto";
    return `Em resumo, sobre ${about}: comece pelo objetivo e pelas restrições, confira a documentação oficial da versão que você usa e teste em um exemplo pequeno antes de aplicar no todo. Mude uma coisa por vez e meça o resultado. Este é o modelo de demonstração; um modelo real responderia em detalhe.`;
  }
  const about = joined(named, " and ") || "that";
  return `In short, about ${about}: start from the goal and the constraints, check the official documentation for the version you use, and try a small example before you apply it everywhere. Change one thing at a time and measure what it does. This is the demo model; a real one would go into detail.`;
}

function joined(words: readonly string[], and: string): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")}${and}${words.at(-1)}`;
}
