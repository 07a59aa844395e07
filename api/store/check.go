package store

import (
	"fmt"
	"math"
	"regexp"
	"strconv"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about values that the platform would refuse.
const refuse = field.In("store")

// Limits of the platform. A Chinese character of a name counts as two.
const (
	MinNickname = 4
	MaxNickname = 30
	MaxPapers   = 5
)

// Check reports the first field that is missing or beyond the platform's limits, as an [*endpoint.FieldError].
func (m Merchant) Check() error {
	return field.First(
		checkCategory("first_catid", m.FirstCategory),
		checkCategory("second_catid", m.SecondCategory),
		refuse.Given("headimg_mediaid", m.HeadImage, "upload a jpg or png to the temporary material"),
		checkNickname(m.Nickname),
		refuse.Given("intro", m.Intro, "introduce the mini program"),
		checkPapers("qualification_list", m.Qualifications),
		checkPapers("other_files", m.OtherFiles),
	)
}

// Check reports the first field that is missing, or the place if it is not on the earth, as an [*endpoint.FieldError].
func (p NewMapPOI) Check() error {
	return field.First(
		refuse.Given("name", p.Name, "name the place"),
		checkDegrees("longitude", p.Longitude, 180),
		checkDegrees("latitude", p.Latitude, 90),
		refuse.Given("province", p.Province, "give the province, such as 广东省"),
		refuse.Given("city", p.City, "give the city, such as 广州市"),
		refuse.Given("district", p.District, "give the district, such as 海珠区"),
		refuse.Given("districtid", p.DistrictID, "take the ID of a District"),
		refuse.Given("address", p.Address, "give the street and the number"),
		refuse.Given("category", p.Category, "give the category, such as 美食:中餐厅"),
		refuse.Given("telephone", p.Telephone, "give a telephone number"),
		refuse.Given("photo", p.Photo, "give the address of a picture"),
		refuse.Given("license", p.License, "give the address of a picture of the business licence"),
		refuse.Given("introduct", p.Introduct, "introduce the place"),
	)
}

// Check reports the first field that is missing or wrong, as an [*endpoint.FieldError].
func (a Addition) Check() error {
	return field.First(
		refuse.Given("map_poi_id", a.MapPOIID, "take the ID of a MapPOI"),
		checkPictures(a.Pictures),
		checkOpening(a.ContractPhone, a.Hour),
		refuse.Given("credential", a.Credential, "give the number of the business licence"),
		checkPapers("qualification_list", a.Qualifications),
	)
}

// Check reports the first field that is missing or wrong, as an [*endpoint.FieldError].
func (c Change) Check() error {
	return field.First(
		refuse.Given("poi_id", c.POIID, "take the POIID of a Store"),
		checkOpening(c.ContractPhone, c.Hour),
	)
}

// hours is the form of opening hours.
var hours = regexp.MustCompile(`^\d{1,2}:\d{2}-\d{1,2}:\d{2}$`)

// checkOpening checks the fields that a new store has in common with a changed one.
func checkOpening(phone, hour string) error {
	switch {
	case phone == "":
		return refuse.Empty("contract_phone", "give a telephone number")
	case !hours.MatchString(hour):
		return refuse.Field("hour", fmt.Sprintf("is %q", hour), "give opening hours as 10:00-21:00")
	}
	return nil
}

func checkPictures(p Pictures) error {
	if len(p) == 0 {
		return refuse.Empty("pic_list", "give the address of a picture at least")
	}
	return nil
}

func checkCategory(path string, id endpoint.Number) error {
	if id <= 0 {
		return refuse.Field(path, fmt.Sprintf("is %d", id), "take the ID of a Category below the root")
	}
	return nil
}

func checkNickname(name string) error {
	n := 0
	for _, r := range name {
		n++
		if r > '~' {
			n++
		}
	}
	if n < MinNickname || n > MaxNickname {
		return refuse.Amount("nickname", n, MinNickname, MaxNickname, "characters, a Chinese one counted as two").
			With(endpoint.ErrStoreNameFormat)
	}
	return nil
}

func checkPapers(path string, ids MediaIDs) error {
	if len(ids) > MaxPapers {
		return refuse.Amount(path, len(ids), 0, MaxPapers, "papers")
	}
	return nil
}

func checkDegrees(path string, value, most float64) error {
	if !(math.Abs(value) <= most) { // true of what is not a number
		return refuse.Field(path, fmt.Sprintf("is %v", value), fmt.Sprintf("give -%v to %v degrees", most, most))
	}
	return nil
}

// searchIn is the input of a search: in this endpoint alone, a district's id is a number.
func searchIn(districtID, keyword string) (SearchMapPOIIn, error) {
	id, err := strconv.ParseInt(districtID, 10, 64)
	switch {
	case err != nil:
		return SearchMapPOIIn{}, refuse.Field(
			"districtid",
			fmt.Sprintf("is %q", districtID),
			"take the ID of a District",
		)
	case keyword == "":
		return SearchMapPOIIn{}, refuse.Empty("keyword", "give a word of the place's name")
	}
	return SearchMapPOIIn{endpoint.Number(id), keyword}, nil
}
