/* Handing files and pages to the browser. */

/** Offers `text` as a file to keep. */
export function saveFile(text, type, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/**
 * Opens a page whose address is still being asked for. The tab is opened at once, as browsers allow it only while
 * a tap is being handled. @returns {Promise<string|null>} the address where the browser allowed no tab
 */
export async function openPage(asked) {
  const tab = window.open('', '_blank');
  const address = await asked;
  if (address === null) {
    if (tab) tab.close();
    return null;
  }
  if (!tab) return address;
  tab.opener = null;
  tab.location.replace(address);
  return null;
}
