/** How is a text encrypted so that only the owners of some keys can read it? */

/**
 * Encrypts with age, as lines of ASCII that `age -d` and mail programs take.
 * @param recipients Public keys, such as `age1…`; the owner of any of them can read it.
 */
export async function encrypt(text: string, recipients: readonly string[]): Promise<string> {
  // Loaded when it is needed; it is an ES module, which `require` does not take on every Node.
  const { Encrypter, armor } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
}
