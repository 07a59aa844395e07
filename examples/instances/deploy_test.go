package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/health"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The files of docs/deploy name paths, ports, flags, variables and times of this program. These tests hold them against
// the program.

const deploy = "../../docs/deploy/"

// spare is what whoever ends an instance gives it beyond its own times.
const spare = 5 * time.Second

func read(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(deploy + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// checkVariables checks that an account can be given by these variables, and the address of Redis.
func checkVariables(t *testing.T, names []string) {
	t.Helper()
	account := sandbox.New(sandbox.Config{}).Account()
	values := map[string]string{
		"WECHAT_APPID": account.AppID, "WECHAT_SECRET": account.Secret, "WECHAT_TOKEN": account.Token,
		"WECHAT_ENCODING_AES_KEY": account.EncodingAESKey, "WECHAT_MODE": "", "WECHAT_PREVIOUS_ENCODING_AES_KEY": "",
		wechatgo.EnvAPIBase: "", envRedis: "redis://redis:6379/0",
	}
	for name := range values {
		t.Setenv(name, "")
	}
	for _, name := range names {
		value, known := values[name]
		if !known {
			t.Errorf("the program does not read %s", name)
		}
		t.Setenv(name, value)
	}
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil || wx.Account().Token == "" || wx.Account().EncodingAESKey == "" {
		t.Errorf("the variables %v give the account %v, %v", names, wx, err)
	}
	if _, _, err := openRedis(os.Getenv(envRedis)); err != nil {
		t.Error(err)
	}
}

// checkArgs checks arguments of the program against its flags, which are -addr and -drain, and returns their values.
func checkArgs(t *testing.T, args []string) (port string, drain time.Duration) {
	t.Helper()
	drain = drainTime
	for i := 0; i+1 < len(args); i += 2 {
		switch args[i] {
		case "-addr":
			port = strings.TrimPrefix(args[i+1], ":")
		case "-drain":
			var err error
			if drain, err = time.ParseDuration(args[i+1]); err != nil {
				t.Error(err)
			}
		default:
			t.Errorf("the program has no flag %s", args[i])
		}
	}
	if len(args)%2 != 0 || port == "" {
		t.Errorf("arguments %v", args)
	}
	return port, drain
}

// checkPath checks that the program answers 200 to a GET of a path.
func checkPath(t *testing.T, path string) {
	t.Helper()
	platform := sandbox.Start(t)
	wx, err := wechatgo.New(platform.Account())
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	newInstance("one", wx).handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		t.Errorf("the program answers %d to %s", w.Code, path)
	}
}

func TestCompose(t *testing.T) {
	var file struct {
		Services map[string]struct {
			Command     []string
			Environment map[string]string
			Healthcheck struct{ Test []string }
			Grace       string `yaml:"stop_grace_period"`
			Ports       []string
			Volumes     []string
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "compose.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	var upstreams []string
	for name, s := range file.Services {
		if !strings.HasPrefix(name, "bot-") {
			continue
		}
		port, drain := checkArgs(t, s.Command)
		upstreams = append(upstreams, name+":"+port)
		checkVariables(t, slices.Sorted(maps.Keys(s.Environment)))
		probe, ok := strings.CutPrefix(s.Healthcheck.Test[len(s.Healthcheck.Test)-1], "http://127.0.0.1:"+port)
		if !ok {
			t.Errorf("%s: the health check is %v, the port %s", name, s.Healthcheck.Test, port)
		}
		checkPath(t, probe)
		if grace, err := time.ParseDuration(s.Grace); err != nil || grace < drain+graceTime+spare {
			t.Errorf("%s: stop_grace_period %v, %v: the program needs %v", name, grace, err, drain+graceTime)
		}
		if redis := s.Environment[envRedis]; !strings.Contains(redis, "//redis:") || len(file.Services["redis"].Command) == 0 {
			t.Errorf("%s: no service has the address %s", name, redis)
		}
	}
	slices.Sort(upstreams)

	// nginx goes to the instances, and to nothing but the callback.
	nginx := read(t, "nginx.conf")
	var servers []string
	for _, m := range regexp.MustCompile(`(?m)^\s*server ([\w.-]+:\d+)`).FindAllStringSubmatch(nginx, -1) {
		servers = append(servers, m[1])
	}
	if len(servers) != 2 || !slices.Equal(servers, upstreams) {
		t.Errorf("nginx goes to %v, the instances are %v", servers, upstreams)
	}
	if !strings.Contains(nginx, "location = /wx {") || strings.Count(nginx, "proxy_pass") != 1 {
		t.Error("nginx does not pass on /wx and nothing else")
	}
	timeout := regexp.MustCompile(`proxy_read_timeout (\d+s);`).FindStringSubmatch(nginx)
	if d, err := time.ParseDuration(timeout[1]); err != nil || d <= 5*time.Second {
		t.Errorf("nginx waits %v for an answer, %v: WeChat waits 5 s", d, err)
	}
	if s := file.Services["nginx"]; !slices.ContainsFunc(s.Ports, func(p string) bool { return strings.HasSuffix(p, ":80") }) ||
		!strings.Contains(nginx, "listen 80;") || s.Volumes[0] != "./nginx.conf:/etc/nginx/nginx.conf:ro" {
		t.Errorf("nginx: ports %v, volumes %v", s.Ports, s.Volumes)
	}
}

// object is a Kubernetes object with the fields that the manifest uses and that this test looks at.
type object struct {
	Kind     string
	Metadata struct{ Name string }
	Data     map[string]string `yaml:"stringData"`
	Spec     struct {
		Replicas     int
		MinAvailable int `yaml:"minAvailable"`
		Selector     map[string]any
		Ports        []struct {
			Name   string
			Target string `yaml:"targetPort"`
		}
		Template struct {
			Metadata struct{ Labels map[string]string }
			Spec     struct {
				Grace      int `yaml:"terminationGracePeriodSeconds"`
				Containers []struct {
					Args    []string
					EnvFrom []struct {
						SecretRef struct{ Name string } `yaml:"secretRef"`
					} `yaml:"envFrom"`
					Ports []struct {
						Name string
						Port int `yaml:"containerPort"`
					}
					Readiness probe `yaml:"readinessProbe"`
					Liveness  probe `yaml:"livenessProbe"`
				}
			}
		}
		Rules []struct {
			HTTP struct {
				Paths []struct {
					Path    string
					Backend struct {
						Service struct {
							Name string
							Port struct{ Name string }
						}
					}
				}
			}
		}
	}
}

type probe struct {
	Get              struct{ Path, Port string } `yaml:"httpGet"`
	PeriodSeconds    int                         `yaml:"periodSeconds"`
	TimeoutSeconds   int                         `yaml:"timeoutSeconds"`
	FailureThreshold int                         `yaml:"failureThreshold"`
}

func TestKubernetes(t *testing.T) {
	objects := map[string]object{}
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(read(t, "kubernetes.yaml"))))
	for {
		var o object
		err := decoder.Decode(&o)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		objects[o.Kind] = o
	}
	deployment, secret, service := objects["Deployment"], objects["Secret"], objects["Service"]
	if len(objects) != 5 || len(deployment.Spec.Template.Spec.Containers) != 1 {
		t.Fatalf("the manifest has %v", slices.Sorted(maps.Keys(objects)))
	}
	pod := deployment.Spec.Template.Spec
	container := pod.Containers[0]

	// The program is given what it reads, and asked what it answers.
	port, drain := checkArgs(t, container.Args)
	if strconv.Itoa(container.Ports[0].Port) != port {
		t.Errorf("the program listens on %s, the container's port is %d", port, container.Ports[0].Port)
	}
	checkVariables(t, slices.Sorted(maps.Keys(secret.Data)))
	if container.EnvFrom[0].SecretRef.Name != secret.Metadata.Name {
		t.Errorf("the variables come from %v, the Secret is %s", container.EnvFrom, secret.Metadata.Name)
	}
	for _, p := range []probe{container.Readiness, container.Liveness} {
		checkPath(t, p.Get.Path)
		if p.Get.Port != container.Ports[0].Name || p.PeriodSeconds < 1 || p.FailureThreshold < 1 ||
			time.Duration(p.TimeoutSeconds)*time.Second <= health.Timeout {
			t.Errorf("the probe is %+v", p)
		}
	}

	// The times: an instance that leaves is noticed before it closes its port, and gets all its time before it is killed.
	r := container.Readiness
	noticed := time.Duration(r.PeriodSeconds*r.FailureThreshold+r.TimeoutSeconds)*time.Second + health.Fresh
	if noticed > drain {
		t.Errorf("an instance that leaves is noticed after %v, and closes its port after %v", noticed, drain)
	}
	if grace := time.Duration(pod.Grace) * time.Second; grace < drain+graceTime+spare {
		t.Errorf("terminationGracePeriodSeconds is %v: the program needs %v", grace, drain+graceTime)
	}

	// Who goes to whom.
	if service.Spec.Ports[0].Target != container.Ports[0].Name {
		t.Errorf("the Service goes to port %s, the container has %s", service.Spec.Ports[0].Target, container.Ports[0].Name)
	}
	labels := fmt.Sprint(deployment.Spec.Template.Metadata.Labels)
	for _, selector := range []any{
		deployment.Spec.Selector["matchLabels"], objects["PodDisruptionBudget"].Spec.Selector["matchLabels"], service.Spec.Selector,
	} {
		if fmt.Sprint(selector) != labels {
			t.Errorf("a selector is %v, the pods' labels are %v", selector, labels)
		}
	}
	if n := objects["PodDisruptionBudget"].Spec.MinAvailable; n < 1 || n >= deployment.Spec.Replicas {
		t.Errorf("%d of %d instances have to be there", n, deployment.Spec.Replicas)
	}
	paths := objects["Ingress"].Spec.Rules[0].HTTP.Paths
	if len(paths) != 1 || paths[0].Path != "/wx" || paths[0].Backend.Service.Name != service.Metadata.Name ||
		paths[0].Backend.Service.Port.Name != service.Spec.Ports[0].Name {
		t.Errorf("the public paths are %+v", paths)
	}
}
