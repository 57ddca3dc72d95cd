package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	// Zones come from the program, so that every machine reads the same clocks.
	_ "time/tzdata"

	"github.com/spf13/cobra"
)

// version and commit are set by the linker (make build).
var version, commit string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], outside{
		in: os.Stdin, out: os.Stdout, errs: os.Stderr, lookup: os.LookupEnv,
	}))
}

// outside is all that the program touches beyond disk and network, so that
// tests run the real thing.
type outside struct {
	in        io.Reader
	out, errs io.Writer
	lookup    func(string) (string, bool)
	// level is the lowest that is logged.
	level slog.Level
}

// run runs one command and gives its exit status: 0 done, 1 failed, 2 wrong
// usage or setting, 3 refused to protect data. An error is one line on errs.
func run(ctx context.Context, args []string, o outside) int {
	root := newRoot(o)
	root.SetArgs(args)
	root.SetIn(o.in)
	root.SetOut(o.out)
	root.SetErr(o.errs)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintln(o.errs, "kantine:", strings.ReplaceAll(err.Error(), "\n", "; "))
	var end exit
	if errors.As(err, &end) {
		return end.status
	}
	return 1
}

func newRoot(o outside) *cobra.Command {
	root := &cobra.Command{
		Use: "kantine", Short: "Plan sessions, take bookings, invite and remind",
		SilenceUsage: true, SilenceErrors: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("there is no command %q; see kantine --help", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return exit{exitUsage, err} })
	addFlags(root.PersistentFlags())
	root.AddCommand(
		demoCommand(o), serveCommand(o), migrateCommand(o), importCommand(o), userCommand(o), tokenCommand(o),
		configCommand(o), versionCommand(),
	)
	root.AddCommand(laterCommands()...)
	return root
}

// settingsOf resolves and checks what a command runs with.
func settingsOf(cmd *cobra.Command, o outside) (config, error) {
	values, err := resolve(cmd.Flags(), o.lookup)
	if err != nil {
		return config{}, err
	}
	c, err := values.check()
	c.level = o.level
	return c, err
}

// exactly refuses another number of arguments as wrong usage.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usage("%s takes %s; see kantine %s --help", cmd.Name(), what, cmd.Name())
		}
		return nil
	}
}

// laterCommands are those of parts that are not built yet; they say so.
func laterCommands() []*cobra.Command {
	var later []*cobra.Command
	for _, name := range []string{"export", "backup", "restore", "mail", "doctor"} {
		later = append(later, &cobra.Command{
			Use: name, Short: "not built yet", Hidden: true, DisableFlagParsing: true,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return usage("%s belongs to a part that is not built yet (not-yet)", cmd.Name())
			},
		})
	}
	return later
}
