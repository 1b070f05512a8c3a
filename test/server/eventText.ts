/** Reads what comes of an answer until it is enough, or all has come, and hangs up. */
export async function readUntil(response: Response, isEnough: (text: string) => boolean): Promise<string> {
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!isEnough(text)) {
    const chunk = await reader.read();
    if (chunk.done) break;
    text += decoder.decode(chunk.value as Uint8Array, { stream: true });
  }
  await reader.cancel();
  return text;
}
