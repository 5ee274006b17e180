package fiction

import (
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// people of one language: names in Latin letters and in their own script,
// which is empty where that is the same.
type nameLists struct {
	lang          string
	familyFirst   bool
	given, family [][2]string
}

// latin are names written in Latin letters.
func latin(names ...string) [][2]string {
	list := make([][2]string, len(names))
	for i, n := range names {
		list[i] = [2]string{n, ""}
	}
	return list
}

var peoples = []nameLists{
	{lang: "en",
		given: latin("Alice", "Amy", "Andrew", "Anne", "Arthur", "Ben", "Carol", "Charles", "Claire", "Daniel", "Diane", "Edward", "Ellen", "Emma", "Frank", "George",
			"Grace", "Helen", "Henry", "Ian", "Jane", "John", "Julia", "Keith", "Laura", "Lewis", "Mary", "Michael", "Nora", "Oliver", "Paul", "Rachel", "Robert", "Ruth", "Sam", "Susan", "Thomas", "Vera", "Walter", "William"),
		family: latin("Abbott", "Ashdown", "Barlow", "Beckett", "Brennan", "Calloway", "Carver", "Dalton", "Draper", "Ellery", "Fairbank", "Farrow", "Fenwick", "Galloway", "Garnett",
			"Hadley", "Hargrove", "Holloway", "Irwin", "Jessop", "Kendrick", "Langley", "Lockhart", "Marlow", "Mercer", "Norwood", "Oakley", "Pemberton", "Quigley", "Radcliffe",
			"Sheridan", "Stanhope", "Thornton", "Underhill", "Vickers", "Wainwright", "Whitlock", "Yardley")},
	{lang: "de",
		given: latin("Anja", "Birgit", "Christoph", "Dieter", "Elke", "Florian", "Franziska", "Gerhard", "Heike", "Jörg", "Jürgen", "Karin", "Lothar", "Matthias", "Petra", "Rüdiger", "Sabine", "Ulrike", "Volker", "Wolfgang"),
		family: latin("Bäcker", "Baumgärtner", "Brückner", "Dörfler", "Eichhorn", "Feldmann", "Großmann", "Hübner", "Kirchhoff", "Köhler", "Lindenau", "Möller", "Oberländer", "Pfeiffer",
			"Reuß", "Schönfeld", "Steinbach", "Strößner", "Vogelsang", "Weißhaupt", "Zöllner")},
	{lang: "fr",
		given:  latin("Agnès", "Aurélie", "Benoît", "Camille", "Cécile", "Didier", "Élodie", "François", "Gaëlle", "Hélène", "Jérôme", "Loïc", "Maëlle", "Noël", "Océane", "Rémi", "Sylvie", "Thérèse", "Yves", "Zoé"),
		family: latin("Beauchêne", "Belcourt", "Chauvel", "Delacroix", "Dufresne", "Faucher", "Gaillard", "Hébert", "Lacombe", "Lefèvre", "Marchand", "Montclair", "Pélissier", "Rousselle", "Saint-Aubin", "Thévenot", "Vasseur")},
	{lang: "es",
		given:  latin("Álvaro", "Beatriz", "Carmen", "Diego", "Elena", "Fermín", "Gonzalo", "Inés", "Íñigo", "Lucía", "Martín", "Nuria", "Óscar", "Pilar", "Raúl", "Sofía", "Úrsula", "Ximena"),
		family: latin("Aguirre", "Benítez", "Cárdenas", "Domínguez", "Echeverría", "Fernández", "Gálvez", "Ibáñez", "Jiménez", "Larrañaga", "Muñoz", "Ordóñez", "Peñalver", "Quintana", "Saldívar", "Zúñiga")},
	{lang: "pl",
		given:  latin("Agnieszka", "Bartłomiej", "Celina", "Grażyna", "Jędrzej", "Katarzyna", "Łukasz", "Małgorzata", "Paweł", "Stanisław", "Wojciech", "Żaneta"),
		family: latin("Bąkowski", "Chrząszcz", "Dąbrowska", "Gołębiewski", "Jaźwińska", "Kołodziej", "Łęcki", "Przybylska", "Śliwińska", "Wójtowicz", "Źródlak", "Żuraw")},
	{lang: "ru",
		given: [][2]string{{"Aleksei", "Алексей"}, {"Anna", "Анна"}, {"Boris", "Борис"}, {"Darya", "Дарья"}, {"Fyodor", "Фёдор"}, {"Galina", "Галина"}, {"Igor", "Игорь"}, {"Irina", "Ирина"},
			{"Kirill", "Кирилл"}, {"Lyudmila", "Людмила"}, {"Maksim", "Максим"}, {"Nadezhda", "Надежда"}, {"Pyotr", "Пётр"}, {"Svetlana", "Светлана"}, {"Timur", "Тимур"}, {"Yulia", "Юлия"}},
		family: [][2]string{{"Belenko", "Беленко"}, {"Chernykh", "Черных"}, {"Dolgikh", "Долгих"}, {"Gavrilenko", "Гавриленко"}, {"Kravchuk", "Кравчук"}, {"Litvinenko", "Литвиненко"},
			{"Moiseenko", "Моисеенко"}, {"Oreshko", "Орешко"}, {"Polishchuk", "Полищук"}, {"Sedykh", "Седых"}, {"Shevchuk", "Шевчук"}, {"Tkachenko", "Ткаченко"}, {"Ushko", "Ушко"}, {"Zhivago", "Живаго"}}},
	{lang: "el",
		given: [][2]string{{"Alexandros", "Αλέξανδρος"}, {"Despina", "Δέσποινα"}, {"Eleni", "Ελένη"}, {"Giorgos", "Γιώργος"}, {"Ioanna", "Ιωάννα"}, {"Kostas", "Κώστας"}, {"Nikos", "Νίκος"}, {"Sofia", "Σοφία"}},
		family: [][2]string{{"Anagnostou", "Αναγνώστου"}, {"Georgiou", "Γεωργίου"}, {"Kalogerou", "Καλογήρου"}, {"Makri", "Μακρή"}, {"Oikonomou", "Οικονόμου"}, {"Panagiotou", "Παναγιώτου"},
			{"Stavrou", "Σταύρου"}, {"Theodorou", "Θεοδώρου"}}},
	{lang: "zh", familyFirst: true,
		given: [][2]string{{"Guoqiang", "国强"}, {"Haiyan", "海燕"}, {"Jianping", "建平"}, {"Lihua", "丽华"}, {"Meiling", "美玲"}, {"Qing", "青"}, {"Ruixue", "瑞雪"}, {"Shaohua", "少华"},
			{"Wei", "伟"}, {"Xiaoming", "晓明"}, {"Yaqin", "雅琴"}, {"Yun", "云"}, {"Zhiyuan", "志远"}, {"Zihan", "子涵"}},
		family: [][2]string{{"Cao", "曹"}, {"Chen", "陈"}, {"Deng", "邓"}, {"Feng", "冯"}, {"Gao", "高"}, {"Han", "韩"}, {"Hu", "胡"}, {"Jiang", "蒋"}, {"Liang", "梁"}, {"Lin", "林"},
			{"Luo", "罗"}, {"Qian", "钱"}, {"Shen", "沈"}, {"Tang", "唐"}, {"Wu", "吴"}, {"Xie", "谢"}, {"Xu", "徐"}, {"Yang", "杨"}, {"Zhao", "赵"}, {"Zhou", "周"}}},
	{lang: "ja", familyFirst: true,
		given: [][2]string{{"Akira", "明"}, {"Hanako", "花子"}, {"Haruto", "陽翔"}, {"Kaori", "香織"}, {"Kenji", "健二"}, {"Makoto", "誠"}, {"Naoko", "直子"}, {"Ryota", "亮太"},
			{"Sakura", "さくら"}, {"Takeshi", "武"}, {"Yoko", "洋子"}, {"Yui", "結衣"}},
		family: [][2]string{{"Aoki", "青木"}, {"Fujita", "藤田"}, {"Hashimoto", "橋本"}, {"Ishikawa", "石川"}, {"Kimura", "木村"}, {"Matsuda", "松田"}, {"Nakagawa", "中川"}, {"Okada", "岡田"},
			{"Saito", "斎藤"}, {"Shimizu", "清水"}, {"Takagi", "高木"}, {"Ueda", "上田"}, {"Yamaguchi", "山口"}}},
	{lang: "ko", familyFirst: true,
		given: [][2]string{{"Eunji", "은지"}, {"Hyunwoo", "현우"}, {"Jihoon", "지훈"}, {"Jiwon", "지원"}, {"Minseo", "민서"}, {"Seojun", "서준"}, {"Soyeon", "소연"}, {"Taeyang", "태양"}, {"Yuna", "유나"}},
		family: [][2]string{{"Bae", "배"}, {"Choi", "최"}, {"Han", "한"}, {"Hwang", "황"}, {"Jang", "장"}, {"Jung", "정"}, {"Kang", "강"}, {"Kim", "김"}, {"Noh", "노"}, {"Oh", "오"}, {"Park", "박"}, {"Seo", "서"},
			{"Yoon", "윤"}}},
	{lang: "ar",
		given: [][2]string{{"Ahmad", "أحمد"}, {"Amina", "أمينة"}, {"Fatima", "فاطمة"}, {"Hassan", "حسن"}, {"Huda", "هدى"}, {"Karim", "كريم"}, {"Layla", "ليلى"}, {"Mahmoud", "محمود"}, {"Nadia", "نادية"},
			{"Omar", "عمر"}, {"Salma", "سلمى"}, {"Yusuf", "يوسف"}},
		family: [][2]string{{"Al-Amin", "الأمين"}, {"Al-Bakri", "البكري"}, {"Al-Fares", "الفارس"}, {"Al-Hashimi", "الهاشمي"}, {"Al-Khatib", "الخطيب"}, {"Al-Najjar", "النجار"}, {"Al-Rashidi", "الرشيدي"},
			{"Al-Zahrani", "الزهراني"}, {"Darwish", "درويش"}, {"Haddad", "حداد"}, {"Mansour", "منصور"}, {"Sabbagh", "صباغ"}}},
	{lang: "hi",
		given: [][2]string{{"Aditi", "अदिति"}, {"Amit", "अमित"}, {"Deepa", "दीपा"}, {"Gaurav", "गौरव"}, {"Kavita", "कविता"}, {"Manoj", "मनोज"}, {"Neha", "नेहा"}, {"Pradeep", "प्रदीप"}, {"Rajesh", "राजेश"},
			{"Sunita", "सुनीता"}, {"Vikram", "विक्रम"}},
		family: [][2]string{{"Agrawal", "अग्रवाल"}, {"Bhatt", "भट्ट"}, {"Chauhan", "चौहान"}, {"Deshmukh", "देशमुख"}, {"Iyer", "अय्यर"}, {"Joshi", "जोशी"}, {"Mehta", "मेहता"}, {"Nair", "नायर"},
			{"Saxena", "सक्सेना"}, {"Trivedi", "त्रिवेदी"}, {"Verma", "वर्मा"}}},
}

// firstWords begin the names of companies: in Latin letters, and as characters
// that Chinese and Japanese share.
var firstWords = [][2]string{
	{"Northwind", "北風"}, {"Bluewater", "青水"}, {"Redwood", "紅木"}, {"Silverlake", "銀湖"}, {"Goldcrest", "金冠"}, {"Ironbridge", "鉄橋"}, {"Sunfield", "日原"}, {"Moonstone", "月石"},
	{"Starling", "星鳥"}, {"Cloudberry", "雲莓"}, {"Stonegate", "石門"}, {"Riverbend", "川曲"}, {"Seabright", "海光"}, {"Hilltop", "丘上"}, {"Snowdon", "雪山"}, {"Rainier", "雨城"}, {"Thunder", "雷電"},
	{"Windmill", "風車"}, {"Fireside", "火辺"}, {"Earthway", "土道"}, {"Greenleaf", "緑葉"}, {"Whitecap", "白波"}, {"Blackthorn", "黒刺"}, {"Cedar", "杉林"}, {"Maple", "楓林"}, {"Pine", "松林"}, {"Bamboo", "竹林"},
	{"Lotus", "蓮花"}, {"Falcon", "鷹羽"}, {"Heron", "鷺山"}, {"Osprey", "海鷹"}, {"Kestrel", "隼人"}, {"Otter", "水獺"}, {"Lynx", "山猫"}, {"Bison", "野牛"}, {"Orca", "虎鯨"}, {"Amber", "琥珀"}, {"Cobalt", "青金"},
	{"Copper", "赤銅"}, {"Crystal", "水晶"}, {"Jade", "翡翠"}, {"Pearl", "真珠"}, {"Quartz", "石英"}, {"Saffron", "紅花"}, {"Ember", "残火"}, {"Harbour", "港町"}, {"Meridian", "子午"}, {"Zenith", "天頂"},
}

var secondWords = []string{
	"Aerospace", "Air", "Analytics", "Automation", "Batteries", "Bank", "Biotech", "Cables", "Capital", "Cars", "Cement", "Chemicals", "Chips", "Cloud", "Compute", "Construction", "Dairy",
	"Data", "Diagnostics", "Drones", "Electric", "Energy", "Farms", "Fibre", "Foods", "Forestry", "Freight", "Games", "Gas", "Glass", "Grid", "Health", "Holdings", "Homes", "Hotels", "Hydrogen",
	"Insurance", "Investments", "Labs", "Lithium", "Logistics", "Media", "Metals", "Mining", "Mobile", "Motors", "Networks", "Oil", "Optics", "Paper", "Partners", "Payments", "Pharma", "Plastics",
	"Power", "Rail", "Retail", "Robotics", "Satellites", "Semiconductors", "Shipping", "Software", "Solar", "Steel", "Storage", "Systems", "Telecom", "Textiles", "Toys", "Turbines", "Water", "Wind",
}

// companyForm is a legal form. With own, the name stands in another script
// between before and after.
type companyForm struct {
	lang, before, after string
	own                 bool
}

var companyForms = []companyForm{
	{lang: "en"}, {lang: "en", after: "Inc."}, {lang: "en", after: "Ltd"}, {lang: "en", after: "LLC"}, {lang: "en", after: "plc"}, {lang: "en", after: "Group"}, {lang: "en", after: "Corp."},
	{lang: "de", after: "GmbH"}, {lang: "de", after: "AG"}, {lang: "fr", after: "SA"}, {lang: "fr", after: "SAS"}, {lang: "es", after: "S.L."}, {lang: "nl", after: "B.V."}, {lang: "sv", after: "AB"},
	{lang: "it", after: "S.p.A."}, {lang: "pl", after: "Sp. z o.o."},
	{lang: "ja", own: true, before: "株式会社"}, {lang: "ja", own: true, after: "工業株式会社"}, {lang: "zh", own: true, after: "集团有限公司"}, {lang: "zh", own: true, after: "科技股份有限公司"},
}

var (
	companyKinds       = []promise.CompanyKind{promise.Business, promise.Fund, promise.Trust, promise.PublicBody, promise.InvestorGroup, promise.Nonprofit}
	companyKindWeights = []int{84, 6, 4, 2, 2, 2}
	sourceKinds        = []promise.SourceKind{promise.Article, promise.Post, promise.Filing, promise.Release, promise.Transcript, promise.Letter, promise.Court, promise.Study, promise.Video}
	sourceKindWeights  = []int{60, 10, 8, 8, 6, 2, 2, 2, 2}
)

// outlet is a publisher.
type outlet struct{ name, host, lang string }

var outlets = []outlet{
	{"The Morning Ledger", "morning-ledger", "en"}, {"Harbour Gazette", "harbour-gazette", "en"}, {"Market Lantern", "market-lantern", "en"}, {"Wire 24", "wire24", "en"}, {"Chip Observer", "chip-observer", "en"},
	{"Energy Courier", "energy-courier", "en"}, {"Filing Desk", "filing-desk", "en"}, {"Motor Post", "motor-post", "en"}, {"Abendkurier", "abendkurier", "de"}, {"Wirtschaftsblatt am Rhein", "wirtschaftsblatt", "de"},
	{"Le Quotidien du Large", "quotidien-large", "fr"}, {"La Gaceta del Norte", "gaceta-norte", "es"}, {"Деловой вестник", "delovoy-vestnik", "ru"}, {"経済朝報", "keizai-choho", "ja"}, {"商业晨报", "shangye-chenbao", "zh"},
	{"경제일보", "gyeongje-ilbo", "ko"}, {"صحيفة الميناء", "sahifat-almina", "ar"}, {"व्यापार समाचार", "vyapar-samachar", "hi"},
}

// titles name a company.
var titles = map[string][]string{
	"en": {"%s sets out its plans for the years ahead", "What became of the targets of %s", "%s: numbers for the quarter", "Inside the factory of %s", "%s answers its critics", "Documents show delays at %s"},
	"de": {"%s legt seine Pläne vor", "Was aus den Zielen von %s wurde", "%s: die Zahlen zum Quartal", "Unterlagen zeigen Verzögerungen bei %s"},
	"fr": {"%s présente ses projets", "Que sont devenus les objectifs de %s ?", "%s : les chiffres du trimestre"},
	"es": {"%s presenta sus planes", "Qué fue de los objetivos de %s", "%s: las cifras del trimestre"},
	"ru": {"%s представляет планы", "Что стало с целями %s", "%s: итоги квартала"},
	"ja": {"%sが計画を発表", "%sの目標はどうなったか", "%s、四半期決算"},
	"zh": {"%s公布未来计划", "%s的目标后来怎样了", "%s季度业绩"},
	"ko": {"%s, 향후 계획 발표", "%s의 목표는 어떻게 되었나"},
	"ar": {"%s تعلن خططها", "ماذا حل بأهداف %s"},
	"hi": {"%s ने योजनाएँ बताईं", "%s के लक्ष्यों का क्या हुआ"},
}

// slips are what an original says, how it was rendered, and what that does.
var slips = [][3]string{
	{"conflicts with the order book", "in connection with the order book", "The contradiction disappears."},
	{"no later than spring", "not before spring", "The deadline becomes its opposite."},
	{"up to a third", "by a third", "An upper bound becomes a figure."},
	{"billion", "million", "The amount is a thousand times smaller."},
}

var (
	bases              = []ownership.Basis{ownership.Equity, ownership.Votes, ownership.AsConverted, ownership.Economic, ownership.Debt}
	basisWeights       = []int{82, 10, 3, 2, 3}
	holdings           = []ownership.Holding{ownership.Direct, ownership.Beneficial, ownership.Unspecified}
	holdingWeights     = []int{85, 7, 8}
	stakeStatuses      = []ownership.StakeStatus{"", ownership.Announced, ownership.Planned, ownership.NeverClosed}
	stakeStatusWeights = []int{94, 2, 2, 2}
	currencies         = []string{"USD", "EUR", "GBP", "JPY", "CNY"}
	postTitles         = []string{"Chief executive", "Chair of the board", "Member of the board", "Chief financial officer", "Founder", "Managing director", "Chief technology officer", "Adviser", "Head of research", "Treasurer"}
)

// goal is a thing to promise.
type goal struct {
	metric, unit string
	comparator   promise.Comparator
	least        float64 // promised are multiples of it
	words        string  // in a statement, after the company
}

var goals = []goal{
	{"vehicles delivered in a year", "vehicle", promise.AtLeast, 25_000, "delivers at least %s vehicles in a year"},
	{"homes built", "home", promise.AtLeast, 500, "builds at least %s homes"},
	{"jobs created", "job", promise.AtLeast, 250, "creates %s jobs or more"},
	{"accelerators installed", "GPU", promise.AtLeast, 5_000, "installs at least %s accelerators"},
	{"revenue of the year", "USD", promise.AtLeast, 200_000_000, "reaches $%s of revenue in a year"},
	{"spending on research", "EUR", promise.AtLeast, 10_000_000, "spends at least €%s on research"},
	{"stores opened", "store", promise.AtLeast, 10, "opens %s stores or more"},
	{"satellites in orbit", "satellite", promise.AtLeast, 50, "has %s satellites in orbit"},
	{"range on one charge", "kilometre", promise.AtLeast, 25, "offers a range of %s kilometres on one charge"},
	{"cost of a launch", "USD", promise.AtMost, 500_000, "launches for $%s or less"},
	{"emissions of the year", "tonne of CO2", promise.AtMost, 10_000, "emits no more than %s tonnes of CO2 in a year"},
	{"price of the basic model", "EUR", promise.AtMost, 1_000, "sells the basic model for €%s or less"},
	{"active users", "user", promise.AtLeast, 1_000_000, "has %s active users"},
	{"battery cells made in a year", "GWh", promise.AtLeast, 5, "makes battery cells of %s GWh in a year"},
	{"trees planted", "tree", promise.AtLeast, 50_000, "plants %s trees"},
	{"solar roofs installed", "roof", promise.AtLeast, 200, "installs %s solar roofs"},
}

var (
	links                = []promise.Link{promise.Restates, promise.Narrows, promise.Replaces}
	linkWeights          = []int{50, 20, 30}
	statementKinds       = []promise.StatementKind{"", promise.KindClaim, promise.KindEstimate, promise.KindCondition, promise.KindOrder}
	statementKindWeights = []int{93, 3, 2, 1, 1}
	venues               = []string{"earnings call", "annual meeting", "interview", "post", "shareholder letter", "press conference", "product launch", "hearing"}
	forms                = []promise.Form{promise.Spoken, promise.Spoken, promise.Written, promise.Filed}
	conditions           = []string{"Provided that the regulator approves.", "If the funding round closes.", "As long as the supplier delivers."}
	stances              = []promise.Stance{promise.Supports, promise.Contradicts, promise.Context, promise.Response}
	stanceWeights        = []int{36, 30, 22, 12}
)

// summaries name the company, what the promise aims at and a year.
var summaries = map[promise.Stance][]string{
	promise.Supports:    {"%s reports progress on its aim (%s) in %d.", "An auditor confirms that %s is on its way (%s) in %d.", "Suppliers of %s describe orders that fit the plan (%s) of %d."},
	promise.Contradicts: {"Internal documents of %s show lower figures (%s) in %d.", "A filing of %s gives a lower number than promised (%s) in %d.", "Former staff of %s say that the plan (%s) was dropped in %d."},
	promise.Context:     {"A regulator describes the market in which %s works (%s) in %d.", "An analyst compares %s with others (%s) in %d."},
	promise.Response:    {"%s says that the aim (%s) stands, in %d.", "%s explains a delay (%s) in %d.", "%s disputes the report (%s) of %d."},
}

var quoteLangs = []string{"en", "en", "en", "en", "de", "fr", "es", "ja", "zh", "ru", "ar"}

// quotes name a number.
var quotes = map[string][]string{
	"en": {"We will get to %s, and I would be surprised if we did not.", "Our aim is %s. Full stop.", "I am confident that it will be %s."},
	"de": {"Wir werden %s erreichen, da bin ich sicher.", "Unser Ziel ist %s."},
	"fr": {"Nous atteindrons %s, c'est certain."},
	"es": {"Vamos a llegar a %s, sin duda."},
	"ja": {"目標は%sです。"},
	"zh": {"我们的目标是%s。"},
	"ru": {"Мы выйдем на %s."},
	"ar": {"هدفنا هو %s."},
}

// move is a kind of event.
type move struct {
	kind              promise.EventKind
	item, unit, words string
}

var moves = []move{
	{promise.Diversion, "accelerators", "GPU", "%s lets accelerators that it had ordered go to %s."},
	{promise.Supply, "battery cells", "cell", "%s sells battery cells to %s."},
	{promise.Funding, "new shares", "share", "%s puts money into %s."},
	{promise.Hire, "engineers", "person", "Engineers move from %s to %s."},
	{promise.Acquisition, "a division", "division", "%s sells a division to %s."},
	{promise.Lawsuit, "", "claim", "%s sues %s."},
	{promise.OtherEvent, "a licence", "licence", "%s grants a licence to %s."},
}

var (
	eventStatuses      = []promise.EventStatus{"", promise.Planned, promise.Failed}
	eventStatusWeights = []int{88, 8, 4}
	verdicts           = []promise.Status{promise.Kept, promise.KeptLate, promise.PartlyKept, promise.NotKept, promise.Abandoned, promise.Superseded, promise.Unverifiable, promise.InProgress, promise.Stalled}
	verdictWeights     = []int{22, 10, 16, 26, 6, 3, 4, 8, 5}
	desks              = []string{"Desk of the Morning Ledger", "Pledge Watch", "Redaktion Abendkurier", "Promise Bureau"}
)

var reasons = map[promise.Status]string{
	promise.Kept:         "What was promised came about in time.",
	promise.KeptLate:     "What was promised came about, after the deadline.",
	promise.PartlyKept:   "Some of what was promised came about.",
	promise.NotKept:      "The deadline passed without what was promised.",
	promise.Abandoned:    "The promiser withdrew it.",
	promise.Superseded:   "Another promise took its place.",
	promise.Unverifiable: "Nothing that could be checked was promised.",
	promise.InProgress:   "Work is under way.",
	promise.Stalled:      "Nothing has moved for a year.",
}
