# Thin: each word below is a script that can also be run by itself.
.DEFAULT_GOAL := help
.PHONY: help install run rehearse simulate storm guess fuzz pictures test check types bench bench-many bench-search bench-peers deb package clean-root

help:     ## say what there is
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */  make \1	/' | expand -t 18
install:  ## install what is missing on this machine
	@scripts/install.sh
run:      ## open the desk on a practice network of 5,000 customers
	@scripts/run.sh
rehearse: ## play an outage: cut the practice network, work, bring it back, count (SAVES=n SEED=n)
	@scripts/rehearse.sh
simulate: ## play the outbox by seed under every fault, then the merge's laws (MINUTES=n)
	@scripts/simulate.sh
storm:    ## kill the program and fail its calls, hundreds of times, count and measure (ROUNDS=n SEED=n EVERY=n)
	@scripts/storm.sh
guess:    ## guess at a PIN with kills, clock steps and files put back, count the looks (GUESSES=n SEED=n)
	@scripts/guess.sh
fuzz:     ## broken and hostile bytes for everything that reads bytes from outside (RUNS=n SEED=n TARGET=name)
	@scripts/fuzz.sh
pictures: ## draw what people see into docs/pictures: an outage day, the kiosk, the gallery
	@scripts/pictures.sh
test:     ## install what is missing, then pass every test
	@scripts/test.sh
check:    ## the quick part: format, lints, types
	@scripts/check.sh
types:    ## write the window's TypeScript from the Rust contract
	@scripts/types.sh
bench:    ## size, start and memory of the program
	@scripts/bench.sh
bench-many: ## a million customers: taking them in, deciding, searching (ROWS=n)
	@scripts/bench-many.sh
bench-search: ## the search of a million customers beside its goals, by kind (ROWS=n)
	@scripts/bench-search.sh
bench-peers: ## the search beside FTS5, tantivy and pg_trgm, a million customers (ROWS=n)
	@scripts/bench-peers.sh
deb:      ## build the package for Debian and Ubuntu
	@scripts/deb.sh
package:  ## build every Linux package: .deb and .rpm
	@scripts/package.sh
clean-root: ## install, start and remove the .deb in a root with nothing but Debian's base system (as root)
	@scripts/clean-root.sh
