// Package medical is the API area of WeChat's assistant for patients (微信就医助手), for public hospitals: messages about
// an appointment, from the booking to the visit.
//
//	err := medical.New(client).SendChannelMsg(ctx, medical.Message{
//		Status: 1501001, BusinessID: 150, OpenID: openID, OrderID: order, MsgID: id, AppID: appID,
//	})
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#medical
package medical

import (
	"context"
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// SendChannelMsg sends a patient a message about an appointment.
var SendChannelMsg = endpoint.Post[Message, endpoint.None](
	"medical.sendchannelmsg",
	"/cityservice/sendchannelmsg",
	"微信就医助手 消息推送接口",
	endpoint.Send,
	endpoint.MayCall(
		endpoint.No,
		endpoint.OnApplication,
		endpoint.No,
		endpoint.OnApplication,
		endpoint.No,
	),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/service/api/medicalassistant/api_cityservice_sendchannelmsg.html",
	),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{SendChannelMsg} }

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// SendChannelMsg sends a patient a message about an appointment. A message without a field that it needs is not sent:
// see [Message.Check].
func (s *Service) SendChannelMsg(ctx context.Context, m Message) error {
	if err := m.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, SendChannelMsg, m)
}

// Message is a message about an appointment. The stored documents name its fields, and explain few of them.
type Message struct {
	Status     endpoint.Number `json:"status"`      // the state of the appointment, such as 1501001
	BusinessID endpoint.Number `json:"business_id"` // the kind of business, such as 150
	OpenID     string          `json:"open_id"`     // the patient
	OrderID    string          `json:"order_id"`    // the appointment
	MsgID      string          `json:"msg_id"`      // the message
	AppID      string          `json:"app_id"`
	// Info has what the patient reads.
	Info *Info `json:"business_info,omitempty"`
}

// Info is what the patient reads about an appointment.
type Info struct {
	PatientHospitalID  string    `json:"pat_hospital_id"` // the patient's number in the hospital
	PatientName        string    `json:"pat_name"`
	DoctorName         string    `json:"doc_name"`
	DepartmentName     string    `json:"department_name"`
	DepartmentLocation string    `json:"department_location"`
	AppointmentTime    string    `json:"appointment_time"` // such as 2023-06-07 10:30-11:00
	Memo               string    `json:"memo"`
	RedirectPage       *Redirect `json:"redirect_page,omitempty"`
}

// PageType is the type of page that a message leads to.
type PageType string

// MiniProgram is the type of page that the documents' sample has.
const MiniProgram PageType = "mini_program"

// Redirect is the page that a message leads to.
type Redirect struct {
	Type     PageType `json:"page_type"`
	URL      string   `json:"url"`
	AppID    string   `json:"app_id"`   // of the mini program
	FullPath string   `json:"fullpath"` // of the mini program's page
}

// refuse makes the errors about messages that the platform would refuse.
const refuse = field.In("medical")

// Check reports the first field that is missing, as an [*endpoint.FieldError].
func (m Message) Check() error {
	return field.First(
		checkNumber("status", m.Status, "give the state of the appointment, such as 1501001"),
		checkNumber("business_id", m.BusinessID, "give the kind of business, such as 150"),
		refuse.Given("open_id", m.OpenID, "give the patient's OpenID"),
		refuse.Given("order_id", m.OrderID, "give the appointment's number"),
		refuse.Given("msg_id", m.MsgID, "give the message a number of its own"),
		refuse.Given("app_id", m.AppID, "give the AppID"),
	)
}

func checkNumber(path string, n endpoint.Number, cure string) error {
	if n <= 0 {
		return refuse.Field(path, fmt.Sprintf("is %d", n), cure)
	}
	return nil
}
