/** @file Which dialogs of the frame are open. Reads: nothing. Writes: nothing. */
class OpenDialogs {
  palette = $state(false);
  shortcuts = $state(false);
}
export const openDialogs = new OpenDialogs();
