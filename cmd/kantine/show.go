package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

func configCommand(o outside) *cobra.Command {
	return &cobra.Command{
		Use: "config", Short: "Show each setting, its value and where it came from", Args: exactly(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, err := resolve(cmd.Flags(), o.lookup)
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, s := range settings() {
				v := all[s.name]
				fmt.Fprintf(table, "%s\t%s\t%s\n", s.name, cmp.Or(v.masked(), "-"), v.source)
			}
			if err := table.Flush(); err != nil {
				return err
			}
			_, err = all.check()
			return err
		},
	}
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Show version, commit and Go version", Args: exactly(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			fmt.Fprintf(cmd.OutOrStdout(), "kantine %s, commit %s, %s\n", cmp.Or(version, "development"), cmp.Or(commit, builtFrom(), "unknown"), runtime.Version())
			return nil
		},
	}
}

// builtFrom is the commit that the go tool noted, where it did.
func builtFrom() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}
