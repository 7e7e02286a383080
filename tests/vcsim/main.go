// Command vcsim serves a simulated vCenter for the integration tests: govmomi's simulator with a login, a
// certificate of its own, an inventory that tests can rely on (inventory.go) and corrections of the places
// where the simulator contradicts vCenter in ways that break a test run (corrections.go).
//
// It prints one line of JSON when it is ready, {"url","thumbprint"?}, and serves until standard input ends or
// SIGTERM or SIGINT arrives: a test process that dies closes the pipe, so it can't leave a simulator behind.
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "vcsim:", err)
		os.Exit(1)
	}
}

func run() error {
	model := simulator.VPX()
	listen := flag.String("listen", "127.0.0.1:0", "address to listen on; port 0 takes a free one")
	username := flag.String("username", "administrator@vsphere.local", "the one accepted login; its password is in VCSIM_PASSWORD")
	useTLS := flag.Bool("tls", false, "serve HTTPS with a certificate made for this run")
	idle := flag.Int("idle", 0, "seconds after which an idle session expires; 0 is never")
	delays := flag.String("delay-ms", "", "milliseconds that calls take: N for all, METHOD=N for one, separated by commas")
	flag.IntVar(&model.Datacenter, "datacenters", 1, "number of datacenters")
	flag.IntVar(&model.Cluster, "clusters", 1, "clusters per datacenter")
	flag.IntVar(&model.ClusterHost, "hosts", 3, "hosts per cluster; each datacenter has one standalone host besides")
	flag.IntVar(&model.Pool, "pools", 2, "resource pools per cluster, below its root pool")
	flag.IntVar(&model.Datastore, "datastores", 2, "datastores per datacenter")
	flag.IntVar(&model.Pod, "pods", 0, "datastore clusters per datacenter; the first one gets the last datastore")
	flag.IntVar(&model.Machine, "vms", 2, "VMs per cluster and standalone host, besides those of inventory.go")
	flag.Parse()

	password := os.Getenv("VCSIM_PASSWORD")
	switch {
	case flag.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flag.Arg(0))
	case password == "":
		return errors.New("set VCSIM_PASSWORD: without a password the simulator would accept any login")
	case model.Datacenter < 1 || model.ClusterHost < 1 || model.Datastore < 1:
		return errors.New("at least one datacenter, one host per cluster and one datastore are needed")
	}
	delay, err := parseDelays(*delays)
	if err != nil {
		return err
	}

	// The simulator keeps the datastores' files in the temporary folder. Its own clean-up walks over the
	// inventory while requests still change it, so give it one folder of this process and remove that.
	files, err := os.MkdirTemp("", "vcsim-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(files)
	os.Setenv("TMPDIR", files)

	simulator.SessionIdleTimeout = time.Duration(*idle) * time.Second
	if err = model.Create(); err != nil {
		return err
	}
	client, err := vim25.NewClient(context.Background(), model.Service)
	if err != nil {
		return err
	}
	if err = correct(client); err != nil {
		return err
	}
	if err = populate(client); err != nil {
		return err
	}
	model.DelayConfig = delay // only now: setting up the inventory shall not be slow

	ready := struct {
		URL        string `json:"url"`
		Thumbprint string `json:"thumbprint,omitempty"`
	}{}
	model.Service.Listen = &url.URL{Host: *listen, User: url.UserPassword(*username, password)}
	if *useTLS {
		certificate, err := newCertificate()
		if err != nil {
			return err
		}
		thumbprint := sha256.Sum256(certificate.Certificate[0])
		ready.Thumbprint = hex.EncodeToString(thumbprint[:])
		model.Service.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	}
	server := model.Service.NewServer()
	address := *server.URL
	address.User = nil // the line is logged, the password is not for logs
	ready.URL = address.String()
	if err = json.NewEncoder(os.Stdout).Encode(ready); err != nil {
		return err
	}

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop <- syscall.SIGTERM
	}()
	<-stop
	return nil // without server.Close(): that waits for calls like WaitForUpdatesEx, which may last minutes
}

func parseDelays(text string) (simulator.DelayConfig, error) {
	config := simulator.DelayConfig{MethodDelay: map[string]int{}}
	for _, item := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
		method, value := "", item
		if at := strings.IndexByte(item, '='); at >= 0 {
			method, value = item[:at], item[at+1:]
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return config, fmt.Errorf("-delay-ms: %q is neither N nor METHOD=N", item)
		}
		if method == "" {
			config.Delay = n
		} else {
			config.MethodDelay[method] = n
		}
	}
	return config, nil
}

// newCertificate makes a self-signed certificate. The simulator's own is the same for everyone, so a test that
// pins it couldn't tell a pin that was read from one that was copied.
func newCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "vcsim"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
