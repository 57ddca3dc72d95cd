package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"kantine/events"
)

func userCommand(o outside) *cobra.Command {
	user := &cobra.Command{Use: "user", Short: "People who may log in", RunE: onlyWith("add")}
	var role string
	add := &cobra.Command{
		Use: "add EMAIL --role ROLE", Short: "Add a user, or give one a new role and password (read from standard input)",
		Args: exactly(1, "one mail address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			password, err := bufio.NewReader(o.in).ReadString('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				return fmt.Errorf("read the password: %w", err)
			}
			return withProgram(cmd, o, func(p *program) error {
				_, existed, err := p.accounts.AddUser(cmd.Context(), args[0], events.Role(role), strings.TrimRight(password, "\r\n"))
				if err != nil {
					return inWords(err)
				}
				said := "added"
				if existed {
					said = "changed"
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s %s as %s\n", said, args[0], role)
				return nil
			})
		},
	}
	add.Flags().StringVar(&role, "role", "", "admin, coordinator, facilitator or viewer")
	user.AddCommand(add)
	return user
}

func tokenCommand(o outside) *cobra.Command {
	token := &cobra.Command{Use: "token", Short: "Programs that may use the API", RunE: onlyWith("add")}
	var role string
	add := &cobra.Command{
		Use: "add NAME --role ROLE", Short: "Print a new API token, once", Args: exactly(1, "one name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withProgram(cmd, o, func(p *program) error {
				secret, err := p.accounts.AddToken(cmd.Context(), args[0], events.Role(role))
				if err != nil {
					return inWords(err)
				}
				fmt.Fprintln(cmd.OutOrStdout(), secret)
				return nil
			})
		},
	}
	add.Flags().StringVar(&role, "role", "", "admin, coordinator, facilitator or viewer")
	token.AddCommand(add)
	return token
}

// onlyWith refuses a command that does nothing without one of its own.
func onlyWith(name string) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		return usage("%s takes the command %s; see kantine %s --help", cmd.Name(), name, cmd.Name())
	}
}

// withProgram opens the database beside a running program, and closes it.
func withProgram(cmd *cobra.Command, o outside, fn func(*program) error) error {
	c, err := settingsOf(cmd, o)
	if err != nil {
		return err
	}
	p, err := open(cmd.Context(), c, o.errs, nil)
	if err != nil {
		return err
	}
	return errors.Join(fn(p), p.close())
}
