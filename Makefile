# Everything a contributor runs. `make test` is the one that decides: it
# installs by itself what a bare Debian machine lacks, and skips nothing.

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS   += --no-print-directory

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
COMMIT  := $(shell git rev-parse HEAD 2>/dev/null || echo unknown)

# The program itself never needs a C compiler.
export CGO_ENABLED := 0

TOOL := go tool -modfile=.ci/tools/go.mod

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: install
install: ## installs with apt what the tests need and the machine lacks
	@.ci/install

.PHONY: test
test: install lint ## everything, on both engines and in a real browser
# The race detector, and it alone, needs cgo; the two tags keep the resolver
# and the account look-up those of the program that is shipped. SQLite itself,
# C turned into Go, is left out of the detector's watch: it keeps its memory
# where the detector does not look, and takes three times as long with it.
# The tests with a browser go without it: they wait for each page anyway, and so
# more of them run than there are cores.
	CGO_ENABLED=1 go test -race -gcflags=modernc.org/sqlite/lib=-race=false \
		-shuffle=on -timeout=18m -tags=netgo,osusergo -skip='^TestBrowser' ./...
	go test -shuffle=on -parallel=4 -timeout=18m -run='^TestBrowser' ./cmd/kantine
	@echo
	@echo "make test: all green (format, vet, staticcheck, every test, none skipped)."

.PHONY: lint
lint: ## format, vet and staticcheck, changing nothing
	@.ci/lint

.PHONY: fmt
fmt: ## formats the code
	$(TOOL) gofumpt -w .

.PHONY: build
build: ## the program: ./kantine, static and stripped
	go build -trimpath -ldflags="-s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)" -o kantine ./cmd/kantine

.PHONY: demo
demo: ## the programme with fictional data, mail kept in a mailbox of its own
	go run ./cmd/kantine demo

.PHONY: bench
bench: ## product and bare probes side by side, as ratios
	go run ./cmd/bench

.PHONY: bench-desk
bench-desk: ## every page of the desk, with 2 000 sessions and 100 000 registrations
	go run ./cmd/bench -desk

.PHONY: torture
torture: ## kill -9 under load on both engines, then a judge that knows nothing of the code
	@.ci/install
	go run ./cmd/torture
	go run ./cmd/torture -engine postgres

.PHONY: audit
audit: ## known holes in what is used (asks vuln.go.dev)
	$(TOOL) govulncheck ./...

.PHONY: vendor
vendor: ## fetches the front-end files anew, at the versions of package-lock.json
	npm ci --prefix .ci/tools/npm --ignore-scripts --no-audit --no-fund
	go -C .ci/tools run ./frontend ../..
