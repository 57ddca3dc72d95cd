package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "kantine"

// house is all Go code of the module, parsed.
type house struct {
	fset  *token.FileSet
	files map[string]*ast.File // by slash path from the root
}

// build parses the files given as path → text.
func build(files map[string]string) (*house, error) {
	h := &house{fset: token.NewFileSet(), files: map[string]*ast.File{}}
	for name, text := range files {
		file, err := parser.ParseFile(h.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		h.files[name] = file
	}
	return h, nil
}

// readHouse reads every Go file that belongs to the module rooted at root.
func readHouse(root fs.FS) (*house, error) {
	files := map[string]string{}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata") {
			return fs.SkipDir
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		files[name] = string(text)
		return err
	})
	if err != nil {
		return nil, err
	}
	return build(files)
}

// faults lists everything in the house that breaks a rule, in order.
func (h *house) faults() (faults []string) {
	packages := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(h.files)) {
		if strings.HasSuffix(name, "_test.go") {
			faults = append(faults, h.testFaults(name)...)
			continue
		}
		packages[path.Dir(name)] = append(packages[path.Dir(name)], name)
		faults = append(faults, h.importFaults(name)...)
		faults = append(faults, h.sizeFaults(name)...)
		faults = append(faults, h.callFaults(name)...)
	}
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		faults = append(faults, h.packageFaults(dir, packages[dir])...)
	}
	return faults
}

// importFaults finds the wrong steps on the stairs.
func (h *house) importFaults(name string) (faults []string) {
	dir := path.Dir(name)
	own, known := rooms[dir]
	if !known {
		return []string{fmt.Sprintf("%s: package %s has no line in the table of rooms: give it its floor", name, dir)}
	}
	for _, spec := range h.files[name].Imports {
		imported, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
		first, _, _ := strings.Cut(imported, "/")
		switch {
		case first == module:
			inside := strings.TrimPrefix(imported, module+"/")
			if !slices.Contains(own.kantine, everything) && !slices.Contains(own.kantine, inside) {
				faults = append(faults, fmt.Sprintf("%s: %s may not import %s: a wrong step on the stairs", name, dir, imported))
			}
		case strings.Contains(first, "."):
			if !slices.Contains(own.libraries, everything) && !slices.ContainsFunc(own.libraries, func(p string) bool { return within(imported, p) }) {
				faults = append(faults, fmt.Sprintf("%s: %s may not use the library %s", name, dir, imported))
			}
		default:
			if allowed, bound := stdlibRooms[imported]; bound && !hasPrefix(dir+"/", allowed) {
				faults = append(faults, fmt.Sprintf("%s: %s may not import %s of the standard library", name, dir, imported))
			}
		}
	}
	return faults
}

// within tells whether an import path is prefix or lies below it.
func within(imported, prefix string) bool {
	return imported == prefix || strings.HasPrefix(imported, prefix+"/")
}

func hasPrefix(s string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

// sizeFaults finds what has grown too large to read at once.
func (h *house) sizeFaults(name string) (faults []string) {
	file := h.files[name]
	if lines := h.fset.File(file.FileStart).LineCount(); lines > maxFileLines {
		faults = append(faults, fmt.Sprintf("%s: %d lines, more than %d", name, lines, maxFileLines))
	}
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if lines := h.fset.Position(f.End()).Line - h.fset.Position(f.Pos()).Line + 1; lines > maxFunctionLines {
			faults = append(faults, fmt.Sprintf("%s: function %s has %d lines, more than %d", name, f.Name.Name, lines, maxFunctionLines))
		}
		if f.Recv == nil && f.Name.Name == "init" {
			faults = append(faults, fmt.Sprintf("%s: func init: what a package needs is passed in", name))
		}
	}
	return faults
}

// callFaults finds the time, the environment or a logger that was not passed in.
func (h *house) callFaults(name string) (faults []string) {
	mayAskTime := slices.ContainsFunc(slices.Collect(maps.Keys(realTime)), func(p string) bool { return strings.HasPrefix(name, p) })
	h.selectors(name, func(from, what string, at token.Pos) {
		full := path.Base(from) + "." + what
		var why string
		switch {
		case from == "time" && slices.Contains([]string{"Now", "Since", "Until"}, what) && !mayAskTime:
			why = "ask the Clock, or say in the table of real time why not"
		case from == "time" && what == "Sleep":
			why = "wait for something, with a context"
		case from == "os" && slices.Contains([]string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}, what) && !strings.HasPrefix(name, "cmd/"):
			why = "only cmd reads the environment"
		case from == "log/slog" && slices.Contains([]string{
			"Debug", "DebugContext", "Info", "InfoContext", "Warn", "WarnContext", "Error", "ErrorContext",
			"Log", "LogAttrs", "With", "Default", "SetDefault",
		}, what):
			why = "use the logger that was passed in"
		default:
			return
		}
		faults = append(faults, fmt.Sprintf("%s: %s: %s", h.fset.Position(at), full, why))
	})
	return faults
}

// testFaults finds tests that sleep or that may be skipped.
func (h *house) testFaults(name string) (faults []string) {
	bubble := slices.ContainsFunc(h.files[name].Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"testing/synctest"` })
	h.selectors(name, func(from, what string, at token.Pos) {
		if from == "time" && what == "Sleep" && !bubble {
			faults = append(faults, fmt.Sprintf("%s: time.Sleep in a test: use a clock, a signal or testing/synctest", h.fset.Position(at)))
		}
	})
	ast.Inspect(h.files[name], func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, sel.Sel.Name) {
			if x, ok := sel.X.(*ast.Ident); ok && slices.Contains([]string{"t", "tb", "b", "f"}, x.Name) {
				faults = append(faults, fmt.Sprintf("%s: a skipped test: install what it needs", h.fset.Position(sel.Pos())))
			}
		}
		return true
	})
	return faults
}

// selectors calls visit for each name that a file takes from an imported
// package.
func (h *house) selectors(name string, visit func(from, what string, at token.Pos)) {
	imports := map[string]string{}
	for _, spec := range h.files[name].Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		local := path.Base(imported)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		imports[local] = imported
	}
	ast.Inspect(h.files[name], func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && imports[x.Name] != "" {
				visit(imports[x.Name], sel.Sel.Name, sel.Pos())
			}
		}
		return true
	})
}

// packageFaults finds vague names, a missing package comment, and variables of
// the package that its functions change.
func (h *house) packageFaults(dir string, names []string) (faults []string) {
	if slices.Contains(vagueNames, path.Base(dir)) {
		faults = append(faults, fmt.Sprintf("%s: a package name that says nothing", dir))
	}
	documented := false
	var files []*ast.File
	for _, name := range names {
		if slices.Contains(vagueNames, strings.TrimSuffix(path.Base(name), ".go")) {
			faults = append(faults, fmt.Sprintf("%s: a file name that says nothing", name))
		}
		documented = documented || h.files[name].Doc != nil
		files = append(files, h.files[name])
	}
	if !documented {
		faults = append(faults, fmt.Sprintf("%s: no package comment: its job, its floor, what it must not know", dir))
	}
	return append(faults, h.changedGlobals(files)...)
}

// changedGlobals resolves the names within one package, without its imports,
// which takes no compiled code.
func (h *house) changedGlobals(files []*ast.File) (faults []string) {
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Error: func(error) {}, Importer: noImports{}, FakeImportC: true}
	pkg, _ := config.Check("p", h.fset, files, &info) // errors are expected: nothing is imported
	change := func(target ast.Expr) {
		for {
			switch x := target.(type) {
			case *ast.IndexExpr:
				target = x.X
				continue
			case *ast.SelectorExpr:
				target = x.X
				continue
			case *ast.StarExpr:
				target = x.X
				continue
			case *ast.Ident:
				if v, ok := info.Uses[x].(*types.Var); ok && v.Parent() == pkg.Scope() {
					faults = append(faults, fmt.Sprintf("%s: the global %s changes", h.fset.Position(x.Pos()), x.Name))
				}
			}
			return
		}
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, target := range n.Lhs {
					change(target)
				}
			case *ast.IncDecStmt:
				change(n.X)
			}
			return true
		})
	}
	return faults
}

type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, fs.ErrNotExist }

func TestTheHouseKeepsItsRules(t *testing.T) {
	h, err := readHouse(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(h.files) < 20 {
		t.Fatalf("only %d Go files found: looked in the wrong place", len(h.files))
	}
	for _, fault := range h.faults() {
		t.Error(fault)
	}
}

// TestTheTableItselfGoesDownstairs keeps a line of the table from allowing
// what the rule forbids: lower floors and own children only, doors → reply.
func TestTheTableItselfGoesDownstairs(t *testing.T) {
	for dir, own := range rooms {
		for _, to := range own.kantine {
			target, known := rooms[to]
			switch {
			case to == everything && own.floor == 4:
			case !known:
				t.Errorf("%s may import %s, which the table does not know", dir, to)
			case target.floor < own.floor, strings.HasPrefix(to, dir+"/"):
			case path.Dir(dir) == "events/web" && to == "events/web/reply":
			default:
				t.Errorf("%s on floor %d may import %s on floor %d", dir, own.floor, to, target.floor)
			}
		}
	}
}

func TestTheTopLevelHoldsWhatWasAgreed(t *testing.T) {
	ignore, err := os.ReadFile("../../.gitignore")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		ignored := slices.ContainsFunc(strings.Fields(string(ignore)), func(pattern string) bool {
			match, err := path.Match(strings.TrimPrefix(pattern, "/"), entry.Name())
			return match && err == nil
		})
		if name := entry.Name(); !ignored && !strings.HasPrefix(name, ".") && !slices.Contains(topLevel, name) {
			t.Errorf("%s is not of the top level: it lives inside one of the five folders", name)
		}
	}
	for _, paper := range papers {
		if _, err := os.Stat("../../" + paper); err != nil {
			t.Error(err)
		}
	}
}
