package locale

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// particles are the words between a Dutch given name and the main part of the
// surname, by which Dutch lists do not sort.
var particles = map[string]bool{
	"'s": true, "'t": true, "aan": true, "bij": true, "d'": true, "da": true,
	"de": true, "del": true, "den": true, "der": true, "di": true, "dos": true,
	"du": true, "el": true, "het": true, "in": true, "l'": true, "la": true,
	"le": true, "onder": true, "op": true, "over": true, "te": true,
	"ten": true, "ter": true, "tot": true, "uit": true, "van": true,
	"vanden": true, "vander": true, "von": true, "voor": true, "zu": true,
}

// letters without a canonical decomposition, and the two kinds of apostrophe.
var plainLetters = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o",
	"ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i", "’", "'", "‘", "'", "ʼ", "'")

// SortName gives the key by which a Dutch list orders a person; compare keys as
// strings. The main part of the surname comes first, then the given names, then
// the particles: "Kim van der Test" gives "test, kim, van der". A surname alone
// works too. Accents and capitals do not count, the ligature ĳ is the pair ij,
// apostrophes inside a name stay. The name itself is shown as it was typed.
func SortName(name string) string {
	words := strings.Fields(foldLetters(name))
	start, end := particleRun(words)
	given, run, main := words[:start], words[start:end], words[end:]
	key := strings.Join(main, " ")
	if len(given) > 0 || len(run) > 0 {
		key += ", " + strings.Join(given, " ")
	}
	if len(run) > 0 {
		key += ", " + strings.Join(run, " ")
	}
	return key
}

// particleRun finds where the particles begin and where the main part does.
// Without particles both are the last word. In a double name such as
// "Jansen-de Vries" the main part is the whole.
func particleRun(words []string) (start, end int) {
	for i, word := range words {
		if _, after, ok := strings.Cut(word, "-"); ok && particles[after] {
			return i, i
		}
		if !particles[word] || i == len(words)-1 {
			continue
		}
		end = i
		for end < len(words)-1 && particles[words[end]] {
			end++
		}
		return i, end
	}
	last := max(len(words)-1, 0)
	return last, last
}

func foldLetters(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return plainLetters.Replace(b.String())
}
