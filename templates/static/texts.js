// Makes buttons of the fields beside a mail text: each puts its field where the
// cursor is. Without it they are words to copy.
document.querySelectorAll('[data-insert]').forEach(function (code) {
  var area = document.getElementById('f-source'), button = document.createElement('button');
  button.type = 'button';
  button.className = 'plain';
  button.textContent = code.dataset.insert;
  button.addEventListener('click', function () {
    area.focus();
    area.setRangeText(code.dataset.insert, area.selectionStart, area.selectionEnd, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
  });
  code.replaceWith(button);
});
