/** @file Which dialogs of the frame are open. */
class OpenDialogs {
  palette = $state(false);
  shortcuts = $state(false);
}
export const openDialogs = new OpenDialogs();
