package templates

import (
	"html"
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"
)

// filledBlock is a block with its values in place and its empty lines gone.
type filledBlock struct {
	list  bool
	items [][]filledLine
}

type filledLine []filledPart

// filledPart is a stretch of words in one style; link is set where a value may
// be clicked.
type filledPart struct {
	words        string
	value, link  bool
	bold, italic bool
}

func fillBlocks(blocks []mailBlock, values map[string]string) []filledBlock {
	filled := make([]filledBlock, 0, len(blocks))
	for _, block := range blocks {
		out := filledBlock{list: block.list}
		for _, lines := range block.items {
			var kept []filledLine
			for _, line := range lines {
				if !line.leftOut(values) {
					kept = append(kept, fillLine(line, values))
				}
			}
			if len(kept) > 0 {
				out.items = append(out.items, kept)
			}
		}
		if len(out.items) > 0 {
			filled = append(filled, out)
		}
	}
	return filled
}

// leftOut tells whether a line says nothing: a link in it is empty, or every
// field it has.
func (line mailLine) leftOut(values map[string]string) bool {
	fields, empty := 0, 0
	for _, token := range line {
		if token.field == "" {
			continue
		}
		fields++
		if values[token.field] != "" {
			continue
		}
		if isLink(token.field) {
			return true
		}
		empty++
	}
	return fields > 0 && fields == empty
}

func isLink(field string) bool { return strings.HasSuffix(field, "_link") }

// fillLine puts the values in and closes the gaps that empty ones leave.
func fillLine(line mailLine, values map[string]string) filledLine {
	parts := make(filledLine, 0, len(line))
	gap := false
	for _, token := range line {
		part := filledPart{words: token.words, bold: token.bold, italic: token.italic}
		if token.field != "" {
			part.value, part.words = true, values[token.field]
			part.link = isLink(token.field) && isWebURL(part.words)
		}
		if gap && !part.value {
			closeGap(parts, &part)
		}
		gap = part.words == ""
		if part.words != "" {
			parts = append(parts, part)
		}
	}
	if gap {
		closeGap(parts, &filledPart{})
	}
	return parts
}

// closeGap takes away the comma and the space that belonged to an empty field:
// "dinsdag, , zaal" would look like the mistake it is. next are the words that
// follow, none at the end of a line. A value is never touched.
func closeGap(parts filledLine, next *filledPart) {
	if len(parts) == 0 {
		next.words = strings.TrimLeft(next.words, ", :")
		return
	}
	before := &parts[len(parts)-1]
	if before.value {
		return
	}
	switch {
	case next.words == "":
		before.words = strings.TrimRight(before.words, ", :")
	case strings.ContainsRune(".;?!)", firstRune(next.words)):
		before.words = strings.TrimRight(before.words, ", ")
	case strings.HasSuffix(before.words, " "):
		next.words = strings.TrimLeft(next.words, ", :")
	}
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// subjectLine never leaves its line out: a letter needs a subject.
func subjectLine(line mailLine, values map[string]string) string {
	var b strings.Builder
	for _, part := range fillLine(line, values) {
		b.WriteString(part.words)
	}
	subject := strings.Join(strings.Fields(b.String()), " ")
	if subject != "" && line[0].field == "when" {
		first := firstRune(subject)
		subject = string(unicode.ToUpper(first)) + strings.TrimPrefix(subject, string(first))
	}
	return subject
}

// textOf writes the plain text: blocks a blank line apart, no markup.
func textOf(blocks []filledBlock) string {
	var b strings.Builder
	for i, block := range blocks {
		if i > 0 {
			b.WriteByte('\n')
		}
		first, rest := "", ""
		if block.list {
			first, rest = "- ", "  "
		}
		for _, lines := range block.items {
			indent := first
			for _, line := range lines {
				b.WriteString(indent)
				indent = rest
				for _, part := range line {
					b.WriteString(strings.ReplaceAll(part.words, "\n", "\n"+rest))
				}
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}

// Styles stand on the elements since many mail programs read no style sheet.
// There are no colours of text or ground: a program in dark mode chooses both.
const (
	openParagraph = `<p style="margin:0 0 1em">`
	openList      = `<ul style="margin:0 0 1em;padding:0 0 0 1.4em">` + "\n"
	openItem      = `<li style="margin:0 0 .4em">`
	linkStyle     = `" style="color:inherit;text-decoration:underline;word-break:break-word">`
)

// htmlOf writes the same words as textOf. Tags are the constants here and every
// word is escaped, so nothing from a text or a value can become markup.
func htmlOf(blocks []filledBlock) template.HTML {
	var b strings.Builder
	for _, block := range blocks {
		if !block.list {
			writeLines(&b, openParagraph, block.items[0], "</p>\n")
			continue
		}
		b.WriteString(openList)
		for _, lines := range block.items {
			writeLines(&b, openItem, lines, "</li>\n")
		}
		b.WriteString("</ul>\n")
	}
	return template.HTML(b.String())
}

func writeLines(b *strings.Builder, open string, lines []filledLine, end string) {
	b.WriteString(open)
	for i, line := range lines {
		if i > 0 {
			b.WriteString("<br>\n")
		}
		for _, part := range line {
			writePart(b, part)
		}
	}
	b.WriteString(end)
}

func writePart(b *strings.Builder, part filledPart) {
	words := strings.ReplaceAll(html.EscapeString(part.words), "\n", "<br>\n")
	if part.link {
		words = `<a href="` + words + linkStyle + words + "</a>"
	}
	if part.italic {
		words = "<em>" + words + "</em>"
	}
	if part.bold {
		words = "<strong>" + words + "</strong>"
	}
	b.WriteString(words)
}
