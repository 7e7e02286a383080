// Command govmomi does with govmomi's client what the benchmarks do with ours.
//
//	govmomi first-answer   log in, read one VM, log out
//	govmomi decode FILE    decodes an answer of RetrievePropertiesEx
//	govmomi find           calls FindByInventoryPath
//
// The last two take a number of repetitions from each line of standard input and print a line for each repetition:
// nanoseconds that passed and nanoseconds of user CPU. So the caller can take turns between several peers.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

const path = "/DC0/vm/stopped"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "govmomi:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	ctx := context.Background()
	switch {
	case len(args) == 1 && args[0] == "first-answer":
		return firstAnswer(ctx)
	case len(args) == 2 && args[0] == "decode":
		answer, err := os.ReadFile(args[1])
		if err != nil {
			return err
		}
		return repeat(func() error { return decode(answer) })
	case len(args) == 1 && args[0] == "find":
		client, err := connect(ctx)
		if err != nil {
			return err
		}
		defer client.Logout(ctx)
		index := object.NewSearchIndex(client.Client)
		return repeat(func() error {
			found, err := index.FindByInventoryPath(ctx, path)
			if err == nil && found == nil {
				err = errors.New("not found: " + path)
			}
			return err
		})
	}
	return errors.New("first-answer | decode FILE | find")
}

func connect(ctx context.Context) (*govmomi.Client, error) {
	address, err := url.Parse(os.Getenv("VMSNAPSHOT_VCENTER"))
	if err != nil {
		return nil, err
	}
	address.User = url.UserPassword(os.Getenv("VMSNAPSHOT_USERNAME"), os.Getenv("VMSNAPSHOT_PASSWORD"))
	return govmomi.NewClient(ctx, address, false)
}

func firstAnswer(ctx context.Context) error {
	client, err := connect(ctx)
	if err != nil {
		return err
	}
	found, err := object.NewSearchIndex(client.Client).FindByInventoryPath(ctx, path)
	if err != nil {
		return err
	}
	var vm mo.VirtualMachine
	if err = property.DefaultCollector(client.Client).RetrieveOne(ctx, found.Reference(), []string{"name"}, &vm); err != nil {
		return err
	}
	fmt.Println(vm.Name)
	return client.Logout(ctx)
}

// decode does what govmomi's soap.Client does with the body of an answer.
func decode(answer []byte) error {
	var envelope struct {
		XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
		Body    methods.RetrievePropertiesExBody
	}
	decoder := xml.NewDecoder(bytes.NewReader(answer))
	decoder.TypeFunc = types.TypeFunc()
	if err := decoder.Decode(&envelope); err != nil {
		return err
	}
	if envelope.Body.Res == nil || len(envelope.Body.Res.Returnval.Objects) == 0 {
		return errors.New("the answer holds no objects")
	}
	return nil
}

func repeat(once func() error) error {
	output := bufio.NewWriter(os.Stdout)
	for input := bufio.NewScanner(os.Stdin); input.Scan(); output.Flush() {
		count, err := strconv.Atoi(input.Text())
		if err != nil {
			return err
		}
		for ; count > 0; count-- {
			cpu, start := userTime(), time.Now()
			if err = once(); err != nil {
				return err
			}
			fmt.Fprintln(output, time.Since(start).Nanoseconds(), userTime()-cpu)
		}
	}
	return nil
}

func userTime() int64 {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano()
}
