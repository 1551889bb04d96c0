/* Pages of training staff. They work without it; it copies, prints, and fills in the key of a conversation. */

for (const button of document.querySelectorAll('[data-copy]')) {
  const field = document.getElementById(button.dataset.copy);
  const status = button.closest('div').querySelector('[data-copy-status]');
  button.hidden = false;
  button.addEventListener('click', async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // No clipboard without https: the old way copies what is selected.
      if (!document.execCommand('copy')) return;
    }
    status.textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

const claim = document.querySelector('[data-claim]');
if (claim) {
  const token = lastConversation();
  if (token && !claim.elements.key.value) {
    claim.elements.key.value = token;
    claim.querySelector('[data-claim-status]').textContent = claim.dataset.found;
  }
}

/** The token the chat window keeps on this site: the visitor's own, else that of a training session. */
function lastConversation() {
  try {
    const keys = Object.keys(localStorage).filter((key) => /^cultivation-advisor(-[A-Z0-9]+)?$/.test(key));
    for (const key of keys.sort()) {
      const { token } = JSON.parse(localStorage.getItem(key)) || {};
      if (typeof token === 'string') return token;
    }
  } catch {
    // No storage in this browser: the key is typed.
  }
  return '';
}
