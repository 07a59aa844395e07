package medical_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/wechatgo/wechatgo/api/medical"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// sample is the message of the documents' sample.
func sample() medical.Message {
	return medical.Message{
		Status: 1501001, BusinessID: 150, OpenID: "osdjkfhsdlkfjhdslkjfh", OrderID: "order_123456", MsgID: "msg_0001", AppID: "wx23dde3xd34569cba",
		Info: &medical.Info{
			PatientHospitalID: "123", PatientName: "张三", DoctorName: "主治医生", DepartmentName: "内科", AppointmentTime: "2023-06-07 10:30-11:00",
			RedirectPage: &medical.Redirect{Type: medical.MiniProgram, AppID: "wx", FullPath: "pages/index"},
		},
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	apitest.Run(t, medical.Endpoints(), []apitest.Case{{
		Sample: "sendchannelmsg",
		Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return medical.New(c).SendChannelMsg(ctx, sample())
		}),
	}})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"errcode":0,"errmsg":"ok"}`) })
	for text, change := range map[string]func(*medical.Message){
		"medical: status is 0: give the state of the appointment, such as 1501001": func(m *medical.Message) { m.Status = 0 },
		"medical: business_id is -1: give the kind of business, such as 150":       func(m *medical.Message) { m.BusinessID = -1 },
		"medical: open_id is empty: give the patient's OpenID":                     func(m *medical.Message) { m.OpenID = "" },
		"medical: order_id is empty: give the appointment's number":                func(m *medical.Message) { m.OrderID = "" },
		"medical: msg_id is empty: give the message a number of its own":           func(m *medical.Message) { m.MsgID = "" },
		"medical: app_id is empty: give the AppID":                                 func(m *medical.Message) { m.AppID = "" },
	} {
		m := sample()
		change(&m)
		err := medical.New(client).SendChannelMsg(t.Context(), m)
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || err.Error() != text {
			t.Errorf("got %v, want %s", err, text)
		}
	}
	if requests() != 0 {
		t.Errorf("%d requests", requests())
	}
}
