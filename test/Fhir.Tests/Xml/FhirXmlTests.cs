using System.Buffers;
using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Xml;
using Carewright.Kernel;

namespace Carewright.Fhir.Tests.Xml;

public sealed class FhirXmlTests
{
    private static string ToXml(string json)
    {
        var to = new ArrayBufferWriter<byte>();
        FhirXml.Write(ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!, to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    private static (string? Json, IReadOnlyList<Issue> Issues) ToJson(string xml)
    {
        var (json, issues) = FhirXml.ToJson(Encoding.UTF8.GetBytes(xml));
        return (json is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null, issues);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","id":"a","active":true,"name":[{"given":["A","B"]}]}""",
        """<Patient xmlns="http://hl7.org/fhir"><id value="a"/><active value="true"/><name><given value="A"/><given value="B"/></name></Patient>""")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"u","valueDecimal":1.50}]}""",
        """<Patient xmlns="http://hl7.org/fhir"><extension url="u"><valueDecimal value="1.50"/></extension></Patient>""")]
    [InlineData("""{"resourceType":"Patient","name":[{"id":"n","given":["A",null],"_given":[null,{"id":"g","extension":[{"url":"u","valueCode":"x"}]}]}]}""",
        """<Patient xmlns="http://hl7.org/fhir"><name id="n"><given value="A"/><given id="g"><extension url="u"><valueCode value="x"/></extension></given></name></Patient>""")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o"}],"managingOrganization":{"reference":"#o"}}""",
        """<Patient xmlns="http://hl7.org/fhir"><contained><Organization><id value="o"/></Organization></contained><managingOrganization><reference value="#o"/></managingOrganization></Patient>""")]
    [InlineData("""{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a &amp; <b class='x'>b</b>\n<br/></div>"}}""",
        "<Patient xmlns=\"http://hl7.org/fhir\"><text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\">a &amp; <b class='x'>b</b>\n<br/></div></text></Patient>")]
    [InlineData("""{"resourceType":"Patient","name":[{"text":"a<&>\"'\n\té"}]}""",
        "<Patient xmlns=\"http://hl7.org/fhir\"><name><text value=\"a&lt;&amp;&gt;&quot;'&#xA;&#x9;é\"/></name></Patient>")]
    public void Json_and_xml_say_the_same_both_ways(string json, string xml)
    {
        Assert.Equal(xml, ToXml(json));
        var (back, issues) = ToJson(xml);
        Assert.Empty(issues);
        Assert.Equal(json, back);
    }

    [Fact]
    public void What_XML_cannot_say_is_told_with_its_place()
    {
        var document = ResourceDocument.Parse("""{"resourceType":"Patient","bogus":1,"name":[{"family":"F"},{"odd":{"a":"b"},"family":"G"}],"contained":[{"resourceType":"Bogus"}]}"""u8.ToArray()).Document!;
        Assert.Equal(["Patient.bogus", "Patient.name[1].odd", "Patient.contained[0]"], FhirXml.Losses(document).Select(issue => issue.Location!));
        Assert.All(FhirXml.Losses(document), issue => Assert.True(issue.IsError));
    }

    [Fact]
    public void Comments_white_space_declarations_and_prefixes_are_read_over()
    {
        const string xml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- c --><?p x?>
            <f:Patient xmlns:f="http://hl7.org/fhir" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b">
              <f:text><f:status value="generated"/><h:div>x<h:br/></h:div></f:text>
              <!-- c -->
              <f:active value="true"/>
            </f:Patient>
            """;
        var (json, issues) = ToJson(xml);
        Assert.Empty(issues);
        Assert.Equal("""{"resourceType":"Patient","text":{"status":"generated","div":"<h:div xmlns:h=\"http://www.w3.org/1999/xhtml\">x<h:br /></h:div>"},"active":true}""", json);
    }

    [Theory]
    [InlineData("<gender value=\"male\"/><active value=\"true\"/>", "XML-ORDER", "Patient.active")]
    [InlineData("<foo value=\"male\"/>", "XML-UNKNOWN-ELEMENT", "Patient.foo")]
    [InlineData("<active value=\"true\" foo=\"x\"/>", "XML-UNKNOWN-ATTRIBUTE", "Patient.active")]
    [InlineData("<active value=\"true\"/><active value=\"true\"/>", "XML-REPEATED", "Patient.active")]
    [InlineData("<active value=\"yes\"/>", "XML-VALUE", "Patient.active")]
    [InlineData("<name/>", "XML-EMPTY", "Patient.name[0]")]
    [InlineData("<id value=\"\"/>", "XML-EMPTY", "Patient.id")]
    [InlineData("<name>x<text value=\"t\"/></name>", "XML-TEXT", "Patient.name[0]")]
    [InlineData("<contained><Foo/></contained>", "XML-UNKNOWN-RESOURCE-TYPE", "Patient.contained[0]")]
    [InlineData("<contained/>", "XML-RESOURCE-EXPECTED", "Patient.contained[0]")]
    [InlineData("<active xmlns=\"urn:x\" value=\"true\"/>", "XML-NAMESPACE", "Patient.active")]
    public void A_wrong_shape_is_an_issue_with_its_place(string content, string code, string location)
    {
        var (json, issues) = ToJson($"<Patient xmlns=\"http://hl7.org/fhir\">\n{content}</Patient>");
        Assert.NotNull(json);
        var issue = Assert.Single(issues, i => i.Code == code);
        Assert.Equal(location, issue.Location);
        Assert.Equal(2, issue.Line);
    }

    [Theory]
    [InlineData("", "XML-SYNTAX")]
    [InlineData("<Patient", "XML-SYNTAX")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"></Patien>", "XML-SYNTAX")]
    [InlineData("<Patient/>", "XML-NAMESPACE")]
    [InlineData("<Foo xmlns=\"http://hl7.org/fhir\"/>", "XML-UNKNOWN-RESOURCE-TYPE")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&e;\"/></Patient>", "XML-DTD")]
    [InlineData("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Patient xmlns=\"http://hl7.org/fhir\"/>", "XML-ENCODING")]
    public void Text_that_is_no_resource_has_no_json(string xml, string code)
    {
        var (json, issues) = ToJson(xml);
        Assert.Null(json);
        Assert.Equal(code, Assert.Single(issues).Code);
    }

    [Fact]
    public void Depth_size_and_attributes_are_bounded()
    {
        var deep = $"<Patient xmlns=\"http://hl7.org/fhir\">{string.Concat(Enumerable.Repeat("<extension>", 300))}";
        Assert.Equal("XML-DEPTH", Assert.Single(ToJson(deep).Issues).Code);
        var wide = $"<Patient xmlns=\"http://hl7.org/fhir\" {string.Join(' ', Enumerable.Range(0, 50).Select(i => $"a{i}=\"x\""))}/>";
        Assert.Equal("XML-TOO-MANY-ATTRIBUTES", Assert.Single(ToJson(wide).Issues).Code);
        Assert.Equal("XML-TOO-LARGE", Assert.Single(FhirXml.ToJson(new byte[100], new XmlOptions { MaxBytes = 10 }).Issues).Code);
    }

    [Fact]
    public void A_narrative_that_xml_cannot_hold_is_made_safe()
    {
        Assert.Contains("<div xmlns=\"http://www.w3.org/1999/xhtml\">a\u00a0b</div>",
            ToXml("""{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a&nbsp;b</div>"}}"""), StringComparison.Ordinal);
        var xml = ToXml("""{"resourceType":"Patient","text":{"status":"generated","div":"<div>a<br></div></text><active value=\"false\"/>"}}""");
        Assert.Contains("&lt;/text&gt;", xml, StringComparison.Ordinal);
        Assert.Empty(ToJson(xml).Issues);
    }

    [Fact]
    public void Utf16_with_a_mark_is_read()
    {
        var (json, issues) = FhirXml.ToJson(new byte[] { 0xFF, 0xFE }.Concat(Encoding.Unicode.GetBytes("<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"é\"/></Patient>")).ToArray());
        Assert.Empty(issues);
        Assert.Equal("""{"resourceType":"Patient","id":"é"}""", Encoding.UTF8.GetString(json!.Value.Span));
    }
}
