/** Papers told by a mail's text, by the heading over them. */
export function toldBy(text: string): { top: string[]; late: string[]; risen: string[] } {
  const told = { top: [] as string[], late: [] as string[], risen: [] as string[] }
  let reason: keyof typeof told = 'top'
  for (const line of text.split('\n')) {
    if (line.startsWith('Late: ')) reason = 'late'
    else if (line.startsWith('Risen ')) reason = 'risen'
    const id = /\/papers\/(\S+)$/.exec(line)?.[1]
    if (id !== undefined) told[reason].push(id)
  }
  return told
}
