package templates

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// mailBlock is a paragraph, which is one item, or a list.
type mailBlock struct {
	list  bool
	items [][]mailLine
}

// mailLine is one line of the source, the unit that is left out when its
// fields are empty.
type mailLine []mailToken

// mailToken is a stretch of words or a field.
type mailToken struct {
	words, field string
	bold, italic bool
}

// firstFieldRune is where the private-use characters begin that stand for
// fields while Markdown is parsed, so that no underscore in a field's name is
// taken for emphasis. They never meet a value: parsing is over by then.
const firstFieldRune = '\uE000'

// parseMailTexts reads a language's file: before the first "## key" it is a
// note to its editors.
func parseMailTexts(source string) (map[string]mailText, error) {
	source = strings.ReplaceAll(source, "\r\n", "\n")
	texts := map[string]mailText{}
	for i, section := range strings.Split("\n"+source, "\n## ") {
		if i == 0 {
			continue
		}
		key, rest, _ := strings.Cut(section, "\n")
		key = strings.TrimSpace(key)
		if _, double := texts[key]; double {
			return nil, fmt.Errorf("%s stands there twice", key)
		}
		text, err := parseMailText(key, strings.TrimSpace(rest))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		texts[key] = text
	}
	return texts, nil
}

func parseMailText(key, source string) (mailText, error) {
	marked, err := markFields(source, allowedFields(key))
	if err != nil {
		return mailText{}, err
	}
	t := mailText{source: source}
	if !isFrame(key) {
		first, rest, _ := strings.Cut(marked, "\n")
		subject, ok := cutSubject(first)
		if !ok {
			return mailText{}, errNoSubject
		}
		// The blank line keeps the numbers of the lines.
		t.subject, marked = splitFields(subject, mailToken{}), "\n"+rest
	}
	if t.body, err = parseMarkdown([]byte(marked)); err != nil {
		return mailText{}, err
	}
	if len(t.body) == 0 {
		return mailText{}, errNoText
	}
	return t, nil
}

var (
	errNoSubject = errors.New("its first line is no subject")
	errNoText    = errors.New("has no text")
)

func cutSubject(line string) (string, bool) {
	for _, label := range []string{"Onderwerp:", "Subject:"} {
		if rest, ok := strings.CutPrefix(line, label); ok {
			rest = strings.TrimSpace(rest)
			return rest, rest != ""
		}
	}
	return "", false
}

func allowedFields(key string) []string {
	switch {
	case !strings.HasSuffix(key, discreetMail):
		return mailFields
	case strings.HasPrefix(key, "assignment"), strings.HasPrefix(key, "site_"):
		return slices.Concat(discreetFields, crewFields)
	}
	return discreetFields
}

// markFields puts a private-use character in the place of each {{field}}.
func markFields(source string, allowed []string) (string, error) {
	var b strings.Builder
	for _, r := range source {
		if r >= firstFieldRune && int(r-firstFieldRune) < len(mailFields) {
			return "", fmt.Errorf("holds the character %U, which stands for a field", r)
		}
	}
	for {
		before, rest, found := strings.Cut(source, "{{")
		if strings.Contains(before, "}}") {
			return "", errors.New("}} without {{")
		}
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		name, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return "", errors.New("{{ without }}")
		}
		if !slices.Contains(mailFields, name) {
			return "", fmt.Errorf("unknown field %q", name)
		}
		if !slices.Contains(allowed, name) {
			return "", fmt.Errorf("field %q would tell the theme of a discreet letter", name)
		}
		b.WriteRune(firstFieldRune + rune(slices.Index(mailFields, name)))
		source = after
	}
}

// splitFields cuts marked words into tokens in the given style.
func splitFields(words string, style mailToken) mailLine {
	var line mailLine
	start := 0
	add := func(token mailToken) {
		token.bold, token.italic = style.bold, style.italic
		line = append(line, token)
	}
	for i, r := range words {
		index := int(r - firstFieldRune)
		if index < 0 || index >= len(mailFields) {
			continue
		}
		if i > start {
			add(mailToken{words: words[start:i]})
		}
		add(mailToken{field: mailFields[index]})
		start = i + len(string(r))
	}
	if start < len(words) {
		add(mailToken{words: words[start:]})
	}
	return line
}

// parseMarkdown takes what text and HTML can both show: paragraphs, bullet
// lists, bold and italic. Each line stays a line. Link reference definitions
// are not parsed, since they would vanish without a word.
func parseMarkdown(source []byte) ([]mailBlock, error) {
	document := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
	).Parse(text.NewReader(source))
	var blocks []mailBlock
	for node := document.FirstChild(); node != nil; node = node.NextSibling() {
		block, err := parseBlock(node, source)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	return blocks, nil
}

func parseBlock(node ast.Node, source []byte) (mailBlock, error) {
	switch n := node.(type) {
	case *ast.Paragraph:
		lines, err := parseLines(n, source)
		return mailBlock{items: [][]mailLine{lines}}, err
	case *ast.List:
		if n.IsOrdered() {
			break
		}
		block := mailBlock{list: true}
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			if item.ChildCount() != 1 {
				return mailBlock{}, &misfit{lineOf(item, source), "a list item must be one paragraph"}
			}
			lines, err := parseLines(item.FirstChild(), source)
			if err != nil {
				return mailBlock{}, err
			}
			block.items = append(block.items, lines)
		}
		return block, nil
	}
	return mailBlock{}, unsupported(node, source)
}

// misfit is Markdown that a letter cannot show as text too. line counts from 1.
type misfit struct {
	line int
	what string
}

func (m *misfit) Error() string { return m.what }

func unsupported(node ast.Node, source []byte) error {
	return &misfit{
		lineOf(node, source),
		fmt.Sprintf("%s is not possible in a letter; paragraphs, bullet lists, bold and italic are", node.Kind()),
	}
}

// lineOf tells on which line a node begins. Where goldmark does not keep that
// it is where the text before it ends.
func lineOf(node ast.Node, source []byte) int {
	at := -1
	for n := node; n != nil && at < 0; n = n.FirstChild() {
		at, _ = extent(n)
	}
	for n := node; n != nil && at < 0; n = n.Parent() {
		if before := n.PreviousSibling(); before != nil {
			_, at = extent(before)
		}
	}
	at = max(at, 0)
	for at < len(source) && source[at] == '\n' {
		at++
	}
	return 1 + strings.Count(string(source[:at]), "\n")
}

// extent is where a node's own text begins and ends; -1 where it has none.
func extent(n ast.Node) (start, end int) {
	if text, ok := n.(*ast.Text); ok {
		return text.Segment.Start, text.Segment.Stop
	}
	if n.Type() != ast.TypeBlock || n.Lines().Len() == 0 {
		return -1, -1
	}
	return n.Lines().At(0).Start, n.Lines().At(n.Lines().Len() - 1).Stop
}

func parseLines(block ast.Node, source []byte) ([]mailLine, error) {
	if k := block.Kind(); k != ast.KindParagraph && k != ast.KindTextBlock {
		return nil, unsupported(block, source)
	}
	lines := []mailLine{nil}
	err := parseInlines(block, source, mailToken{}, &lines)
	return lines, err
}

func parseInlines(parent ast.Node, source []byte, style mailToken, lines *[]mailLine) error {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		switch n := node.(type) {
		case *ast.Text:
			last := len(*lines) - 1
			(*lines)[last] = append((*lines)[last], splitFields(plainWords(n.Segment.Value(source)), style)...)
			if n.SoftLineBreak() || n.HardLineBreak() {
				*lines = append(*lines, nil)
			}
		case *ast.Emphasis:
			inner := style
			inner.bold = inner.bold || n.Level == 2
			inner.italic = inner.italic || n.Level == 1
			if err := parseInlines(n, source, inner, lines); err != nil {
				return err
			}
		default:
			return unsupported(node, source)
		}
	}
	return nil
}

// plainWords resolves escapes and entities, which goldmark leaves to its
// renderers.
func plainWords(raw []byte) string {
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw))))
}
