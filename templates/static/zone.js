// Adds the visitor's own time beneath an online session's, where the two
// differ. Nothing on the page needs it.
document.querySelectorAll('.details time[data-zone]').forEach(function (el) {
  var start = new Date(el.dateTime), end = new Date(el.dataset.end);
  var offset = /([+-])(\d\d):(\d\d)$/.exec(el.dateTime);
  var theirs = offset ? (offset[1] === '-' ? -1 : 1) * (offset[2] * 60 + +offset[3]) : 0;
  if (isNaN(start) || isNaN(end) || -start.getTimezoneOffset() === theirs) return;
  var lang = document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang;
  var day = { weekday: 'long', day: 'numeric', month: 'long' };
  var clock = { hour: '2-digit', minute: '2-digit', hour12: false };
  var line = document.createElement('span');
  line.className = 'yours';
  var times = start.toLocaleTimeString(lang, clock) + '–' + end.toLocaleTimeString(lang, clock);
  if (lang === 'nl') times = times.replace(/:/g, '.');
  line.textContent = el.dataset.zone.replace('{when}', start.toLocaleDateString(lang, day) + ', ' + times);
  el.after(line);
});
