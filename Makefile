# Everything a contributor runs. Only git, make and Go are needed: tools and real components are built by Go into the cache.
# A pipe fails when any part of it does: a benchmark that no longer builds must not pass because grep found nothing.
SHELL       := bash
.SHELLFLAGS := -o pipefail -c

CACHE     ?= $(or $(ENVPARITY_CACHE),$(HOME)/.cache/envparity)
TOOLS     := $(CACHE)/tools
GO        ?= go
FUZZTIME  ?= 20s
BENCHTIME ?= 1s
TIMEOUT   ?= 30m
SIZES     ?= 1000,10000
ROUNDS    ?= 3
KILLS     ?= 200
FLEET     ?= 300

export ENVPARITY_CACHE := $(CACHE)

# Without Go plugins, which envparity never loads, the linker keeps the methods that are called and no others: see docs/performance.md.
TAGS := kustomize_disable_go_plugin_support
export GOFLAGS := $(strip $(shell $(GO) env GOFLAGS) -tags=$(TAGS))

GOLANGCI_LINT := $(TOOLS)/golangci-lint@v2.15.0/golangci-lint
GOFUMPT       := $(TOOLS)/gofumpt@v0.12.0/gofumpt
GORELEASER    := $(TOOLS)/goreleaser@v2.16.0/goreleaser
DYFF          := $(TOOLS)/dyff@v1.12.0/dyff
GOVULNCHECK   := $(TOOLS)/govulncheck@v1.9.0/govulncheck
INDEXDB       := $(TOOLS)/indexdb@v0.0.0-20261105234957-e22db6528018/indexdb
BENCHSTAT     := $(TOOLS)/benchstat@v0.0.0-20260908200009-22c9c6c9d4da/benchstat

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | sort | while IFS="$$(printf '\t')" read -r t d; do printf '  make %-17s %s\n' "$$t" "$$d"; done

.PHONY: build
build: ## build bin/envparity
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/envparity ./cmd/envparity

.PHONY: components
components: ## build the real servers the tests talk to, into the cache
	@if [ -d fixtures/real/build ]; then $(GO) run ./fixtures/real/build; fi

.PHONY: test
test: components ## run all tests, real components and all
	$(GO) test -timeout $(TIMEOUT) ./...

.PHONY: test-short
test-short: ## run the tests that need no real components
	$(GO) test -short -timeout $(TIMEOUT) ./...

SUITES ?= $(ENVPARITY_SUITES)
.PHONY: suites
suites: ## hold the readers against other projects' test suites, cloned below $(SUITES) as OWNER/NAME; docs/collectors/files.md lists them
	@test -n "$(SUITES)" || { echo "say SUITES=FOLDER, in which the repositories of docs/collectors/files.md are cloned from GitHub as OWNER/NAME"; exit 2; }
	SUITES="$(abspath $(SUITES))" $(GO) test -tags suites -run TestSuite -count 1 -v ./collectors/parse ./collectors/parse/envfile ./collectors/kubernetes ./collectors/terraform

.PHONY: race
race: ## run the tests of all packages under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -short -timeout $(TIMEOUT) ./...

.PHONY: kill
kill: ## kill every command that writes at KILLS (200) random moments, and look at the files after each
	ENVPARITY_KILLS=$(KILLS) $(GO) test ./cmd/cli -run '^TestAKill' -count 1 -v -timeout 3h

.PHONY: fleet
fleet: ## run a fleet of FLEET (300) systems against a real S3 server, killing workers, and fold 90 days of records
	ENVPARITY_FLEET=$(FLEET) $(GO) test ./cmd/cli -run '^TestAFleet(InABucket|OverManyDays)' -count 1 -v -timeout 2h

.PHONY: timing
timing: ## hold the timing of journeys against a bare loop, curl, twins and planted faults (needs a quiet machine, and curl)
	ENVPARITY_TIMING=1 $(GO) test ./journeys -run '^(TestOurOverheadIsAtMostFivePercentOfABareLoop|TestPhasesAgreeWithCurl|TestThePlantedFaultsAreFoundOnARealNetwork|TestTwentyRunsOfTwinsExceedNothingOnARealNetwork|TestTwentyJourneysOf200RoundsAreJudgedInASecond)$$' -count 1 -v

.PHONY: golden
golden: ## rewrite golden files from what the code does now; read the difference before you commit it
	$(GO) test ./report ./cmd/cli ./tui -update

.PHONY: fmt
fmt: $(GOFUMPT) ## format the code
	$(GOFUMPT) -l -w audit cmd collectors config diffing drift evidence fixtures history internal journeys query report rules snapshot tools tui

.PHONY: lint
lint: $(GOLANGCI_LINT) ## run the linters
	$(GOLANGCI_LINT) run ./...

.PHONY: vuln
vuln: $(GOVULNCHECK) $(INDEXDB) ## look for known vulnerabilities in what the program calls: the newest database that the module proxy has
	GO="$(GO)" scripts/vulncheck $(GOVULNCHECK) $(INDEXDB) "$(CACHE)/vulndb"

.PHONY: release-check
release-check: $(GORELEASER) ## check the release's description
	$(GORELEASER) check

.PHONY: snapshot-release
snapshot-release: $(GORELEASER) ## build what a release would hold, into dist/, and publish nothing
	$(GORELEASER) release --snapshot --clean --skip=publish,sign,sbom

.PHONY: image
image: ## build a container image: make image [IMAGE=envparity] [VERSION=v1.8.0] (needs docker or podman)
	$(or $(shell command -v docker),$(shell command -v podman),docker) build --build-arg VERSION="$(VERSION)" -t "$(or $(IMAGE),envparity)" .

.PHONY: picture
picture: ## take the README's picture anew from the demo
	scripts/readme-picture

.PHONY: pictures
pictures: ## draw the pictures of docs/tui.md and docs/reports.md anew, from the demo's own audit (needs Chromium)
	$(GO) run ./tools/pictures

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (20s)
	@for dir in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for name in $$(grep -h '^func Fuzz' $$dir/*_test.go | sed -E 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/'); do \
	    echo "== $$dir $$name"; $(GO) test $$dir -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) || exit 1; \
	  done; \
	done

.PHONY: bench
bench: ## run the benchmarks, and hold the whole program against parsing the same files only and against dyff
	$(GO) test -run '^$$' -bench . -benchtime $(BENCHTIME) -benchmem ./... | grep -v '^ok\|no test files\|^PASS\|^?'
	@$(MAKE) --no-print-directory bench-program

.PHONY: bench-program
bench-program: build $(DYFF) ## the second half of bench alone: make bench-program [SIZES=1000,10000,50000] [ROUNDS=3]
	$(GO) build -o bin/bench ./fixtures/bench
	@bin/bench -envparity $(CURDIR)/bin/envparity -dyff $(DYFF) -sizes $(SIZES) -rounds $(ROUNDS)

.PHONY: bench-smoke
bench-smoke: ## run every benchmark once, to see that it still runs
	$(GO) test -run '^$$' -bench . -benchtime 1x ./... | grep -c '^Benchmark'

.PHONY: bench-compare
bench-compare: $(BENCHSTAT) ## compare two benchmark outputs: make bench-compare OLD=a.txt NEW=b.txt
	$(BENCHSTAT) $(OLD) $(NEW)

.PHONY: labels
labels: ## hold the built-in rules against labelled differences: make labels CSV=a.csv,b.csv
	@test -n "$(CSV)" || { echo "give the labelled differences: make labels CSV=a.csv,b.csv"; exit 2; }
	$(GO) test ./tools/labels -count=1 -v -run TestConfusion -csv "$(abspath $(subst $(comma), ,$(CSV)))"

.PHONY: groundtruth
groundtruth: build ## hold the audit against repairs in histories: make groundtruth CSV=repairs.csv REPOS=clones [AS=owner/name=folder,…]
	@test -n "$(CSV)" -a -n "$(REPOS)" || { echo "give the repairs and the clones: make groundtruth CSV=repairs.csv REPOS=clones"; exit 2; }
	$(GO) test ./tools/groundtruth -count=1 -v -run TestTruth -csv "$(abspath $(CSV))" -repos "$(abspath $(REPOS))" -as "$(if $(filter default,$(origin AS)),,$(AS))" -envparity "$(CURDIR)/bin/envparity"

.PHONY: signal
signal: build ## audit real systems and print what is left of their differences: make signal REPOS=clones [SYSTEMS=list.csv] [KEEP=folder] [AS=owner/name=folder,…]
	@test -n "$(REPOS)" || { echo "give the folder of the clones: make signal REPOS=clones"; exit 2; }
	$(GO) test ./tools/groundtruth -count=1 -v -run '^TestSystems$$' -systems "$(abspath $(or $(SYSTEMS),tools/groundtruth/testdata/systems.csv))" \
	  -repos "$(abspath $(REPOS))" -as "$(if $(filter default,$(origin AS)),,$(AS))" -keep "$(if $(KEEP),$(abspath $(KEEP)))" -envparity "$(CURDIR)/bin/envparity"

.PHONY: price
price: ## measure what each heuristic of a comparison is worth on real systems: make price REPOS=clones
	@test -n "$(REPOS)" || { echo "give the folder of the clones: make price REPOS=clones"; exit 2; }
	$(GO) run ./tools/price -repos "$(REPOS)"

.PHONY: timetravel
timetravel: build ## audit repositories as they stood, and see what was aligned after: make timetravel REPOS=clones [CSV=tools/timetravel/testdata/judging.csv]
	@test -n "$(REPOS)" || { echo "give the folder of the clones: make timetravel REPOS=clones"; exit 2; }
	$(GO) run ./tools/timetravel -csv "$(or $(CSV),tools/timetravel/testdata/judging.csv)" -repos "$(REPOS)" -envparity bin/envparity -both $(if $(ROWS),-rows "$(ROWS)")

.PHONY: learn
learn: build ## measure what each sign weighs, and write evidence/weights.go: make learn REPOS=clones [CSV=tools/timetravel/testdata/tuning.csv]
	@test -n "$(REPOS)" || { echo "give the folder of the clones: make learn REPOS=clones"; exit 2; }
	$(GO) run ./tools/timetravel -csv "$(or $(CSV),tools/timetravel/testdata/tuning.csv)" -repos "$(REPOS)" -envparity bin/envparity -rows bin/rows.csv
	$(GO) run ./tools/learn -rows bin/rows.csv -out evidence/weights.go

comma := ,

.PHONY: ci
ci: ## what CI runs
	.ci/run

# A tool is installed once for each version, by Go, into a folder of its own.
$(TOOLS)/%:
	@mkdir -p $(@D)
	@echo "installing $(notdir $@) $(word 2,$(subst @, ,$(notdir $(@D))))"
	@GOBIN=$(@D) GOFLAGS=-mod=mod $(GO) install $(call module,$(notdir $@))@$(word 2,$(subst @, ,$(notdir $(@D))))

module = $(strip $(if $(filter golangci-lint,$1),github.com/golangci/golangci-lint/v2/cmd/golangci-lint,\
	$(if $(filter gofumpt,$1),mvdan.cc/gofumpt,\
	$(if $(filter dyff,$1),github.com/homeport/dyff/cmd/dyff,\
	$(if $(filter goreleaser,$1),github.com/goreleaser/goreleaser/v2,\
	$(if $(filter govulncheck,$1),golang.org/x/vuln/cmd/govulncheck,\
	$(if $(filter indexdb,$1),golang.org/x/vulndb/cmd/indexdb,\
	$(if $(filter benchstat,$1),golang.org/x/perf/cmd/benchstat))))))))
