// Lets a session be dropped on another day of the calendar: the form that
// moves it opens with that day filled in. Nothing on the page needs it.
document.querySelectorAll('[data-move]').forEach(function (item) {
  item.draggable = true;
  item.addEventListener('dragstart', function (e) {
    e.dataTransfer.setData('text/x-kantine-move', item.dataset.move);
    e.dataTransfer.effectAllowed = 'move';
  });
});
document.querySelectorAll('td[data-day]').forEach(function (day) {
  var ours = function (e) { return Array.from(e.dataTransfer.types).indexOf('text/x-kantine-move') >= 0; };
  day.addEventListener('dragover', function (e) {
    if (!ours(e)) return;
    e.preventDefault();
    day.classList.add('cal-drop');
  });
  day.addEventListener('dragleave', function () { day.classList.remove('cal-drop'); });
  day.addEventListener('drop', function (e) {
    if (!ours(e)) return;
    e.preventDefault();
    var to = new URL(e.dataTransfer.getData('text/x-kantine-move'), location.href);
    if (to.origin !== location.origin) return;
    to.searchParams.set('date', day.dataset.day);
    location.href = to.href;
  });
});
