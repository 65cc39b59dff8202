/** A question that waits to be asked with others. */
interface Waiting<Key, Answer> {
  readonly key: Key
  readonly answer: PromiseWithResolvers<Answer>
}

/**
 * Asks together what is asked for in one turn of the event loop.
 *
 * @param ask takes keys, and gives as many answers in their order; when it fails, all of them have failed
 */
export function gather<Key, Answer>(
  ask: (keys: readonly Key[]) => Promise<readonly Answer[]>,
): (key: Key) => Promise<Answer> {
  let waiting: Waiting<Key, Answer>[] = []
  const askAll = async (all: readonly Waiting<Key, Answer>[]) => {
    try {
      const answers = await ask(all.map(({ key }) => key))
      for (const [place, { answer }] of all.entries()) answer.resolve(answers[place] as Answer)
    } catch (error) {
      for (const { answer } of all) answer.reject(error)
    }
  }
  return async (key) => {
    if (waiting.length === 0)
      setImmediate(() => {
        const all = waiting
        waiting = []
        void askAll(all)
      })
    const answer = Promise.withResolvers<Answer>()
    waiting.push({ key, answer })
    return answer.promise
  }
}
