// Command kantine plans sessions, takes bookings, invites and reminds.
//
// It is floor 4, alone in knowing everybody: it turns flags, environment and
// file into a config, plugs disk, clock, mail and doors together, and holds
// one file per sub-command. No rule of the programme lives here.
package main
