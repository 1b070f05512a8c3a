/** What stands in the way of writing an export. The message is one line for the user, with what to do. */
export class ExportFileError extends Error {
  override readonly name = "ExportFileError";
}
