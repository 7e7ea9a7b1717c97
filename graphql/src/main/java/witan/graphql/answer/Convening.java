package witan.graphql.answer;

/** Finds out who could answer a question. */
interface Convening {

  Panel convene(Question question) throws InterruptedException;
}
