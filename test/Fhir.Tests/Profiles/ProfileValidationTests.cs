using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Fhir.Tests.Packages;
using Carewright.Fhir.Validation;
using Carewright.Kernel;

namespace Carewright.Fhir.Tests.Profiles;

public sealed class ProfileValidationTests
{
    private const string UsCorePatient = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient";

    private static readonly string[] s_profile = ["http://test/p"];

    private static IReadOnlyList<Issue> Validate(string json, ValidationOptions options)
    {
        var outcome = ResourceDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Empty(outcome.Issues);
        return ResourceValidator.Validate(outcome.Document!, options);
    }

    private static string[] Told(IEnumerable<Issue> issues) => [.. issues.Where(issue => issue.Severity <= IssueSeverity.Warning).Select(issue => $"{issue.Code} {issue.Location}").Order(StringComparer.Ordinal)];

    private static string[] Told(string json, string type, string elements, params string[] others) =>
        Told(Validate(json, ValidationOptions.Default with { Definitions = TestDefinitions.Set([TestDefinitions.Profile("p", type, elements), .. others]), Profiles = s_profile }));

    private static string[] Expected(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A US Core example with one thing changed: what is told then.</summary>
    [Theory]
    [InlineData("Patient/example", "remove identifier", "VAL-PROFILE-MIN Patient")]
    [InlineData("Patient/example", "remove gender", "VAL-PROFILE-MIN Patient")]
    [InlineData("Patient/example", "remove identifier[0].system", "VAL-PROFILE-MIN Patient.identifier[0]")]
    [InlineData("Patient/example", "remove extension[0].extension[-1]", "VAL-SLICE-MIN Patient.extension[0]")]
    [InlineData("Patient/example", "set extension[0].url \"http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity\"", "VAL-SLICE-MAX Patient,VAL-SLICE-MAX Patient.extension[0]")]
    [InlineData("Patient/example", "set name[0] {\"use\":\"official\"}", "VAL-INVARIANT Patient.name[0]")]
    [InlineData("Observation/blood-pressure", "remove component[1]", "VAL-PROFILE-MIN Observation,VAL-SLICE-MIN Observation")]
    [InlineData("Observation/blood-pressure", "set component[0].valueQuantity.code \"kPa\"", "VAL-FIXED Observation.component[0].value.code")]
    [InlineData("Observation/blood-pressure", "remove component[0].valueQuantity", "VAL-INVARIANT Observation.component[0]")]
    [InlineData("Observation/blood-pressure", "set code.coding[0].code \"8480-6\"", "VAL-PATTERN Observation.code")]
    [InlineData("Observation/blood-pressure", "remove category", "VAL-PROFILE-MIN Observation,VAL-SLICE-MIN Observation")]
    [InlineData("Observation/blood-pressure", "set subject {\"reference\":\"Group/1\"}", "VAL-PROFILE-TARGET Observation.subject")]
    [InlineData("Observation/blood-pressure", "remove effectiveDateTime", "VAL-PROFILE-MIN Observation")]
    [InlineData("Observation/blood-pressure", "set effectiveDateTime \"2020\"", "VAL-INVARIANT Observation")]
    public void What_breaks_US_Core_is_told_where_it_breaks(string example, string change, string expected)
    {
        var resource = UsCore.Package("6.1.0").Resources.Single(resource => $"{resource.ResourceType}/{resource.Id}" == example && resource.IsExample);
        var json = JsonNode.Parse(resource.Unpack())!.AsObject();
        var options = ValidationOptions.Default with { Definitions = UsCore.Profiles("6.1.0") };
        Assert.DoesNotContain(Validate(json.ToJsonString(), options), issue => issue.IsError);
        Change(json, change.Split(' ', 3));
        var told = Validate(json.ToJsonString(), options).Where(issue => issue.IsError).Select(issue => $"{issue.Code} {issue.Location}").ToArray();
        Assert.NotEmpty(told);
        // Where several profiles of one chain are claimed, one of them names the place.
        foreach (var part in expected.Split(','))
            Assert.Contains(told, issue => issue == part || issue.StartsWith(part, StringComparison.Ordinal));
    }

    /// <summary><c>remove PATH</c> or <c>set PATH JSON</c>; an index of -1 is the last item.</summary>
    private static void Change(JsonNode at, string[] change)
    {
        var steps = change[1].Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1])
            at = Item(at, step);
        if (change[0] == "set")
        {
            var value = JsonNode.Parse(change[2]);
            if (at is JsonArray list)
                list[int.Parse(steps[^1].Trim('[', ']'), System.Globalization.CultureInfo.InvariantCulture)] = value;
            else
                at[steps[^1]] = value;
        }
        else if (at is JsonArray items)
            items.Remove(Item(items, steps[^1]));
        else
            at.AsObject().Remove(steps[^1]);
    }

    private static JsonNode Item(JsonNode at, string step)
    {
        if (!step.StartsWith('['))
            return at[step]!;
        var index = int.Parse(step.Trim('[', ']'), System.Globalization.CultureInfo.InvariantCulture);
        return at.AsArray()[index < 0 ? at.AsArray().Count + index : index]!;
    }

    [Theory]
    [InlineData("""{"path":"Patient.gender","fixedCode":"male"}""", "")]
    [InlineData("""{"path":"Patient.gender","fixedCode":"female"}""", "VAL-FIXED Patient.gender")]
    [InlineData("""{"path":"Patient.name","fixedHumanName":{"family":"F","given":["A","B"]} }""", "")]
    [InlineData("""{"path":"Patient.name","fixedHumanName":{"family":"F","given":["A"]} }""", "VAL-FIXED Patient.name[0]")]
    [InlineData("""{"path":"Patient.name","fixedHumanName":{"family":"F","given":["B","A"]} }""", "VAL-FIXED Patient.name[0]")]
    [InlineData("""{"path":"Patient.name","patternHumanName":{"given":["B"]} }""", "")]
    [InlineData("""{"path":"Patient.name","patternHumanName":{"given":["C"]} }""", "VAL-PATTERN Patient.name[0]")]
    [InlineData("""{"path":"Patient.name.family","maxLength":1}""", "")]
    [InlineData("""{"path":"Patient.name.family","maxLength":0}""", "VAL-MAX-LENGTH Patient.name[0].family")]
    [InlineData("""{"path":"Patient.birthDate","minValueDate":"1990-01-01","maxValueDate":"2000-01-01"}""", "")]
    [InlineData("""{"path":"Patient.birthDate","minValueDate":"1999-01-01"}""", "VAL-MIN-VALUE Patient.birthDate")]
    [InlineData("""{"path":"Patient.birthDate","maxValueDate":"1990-01-01"}""", "VAL-MAX-VALUE Patient.birthDate")]
    [InlineData("""{"path":"Patient.multipleBirth[x]","maxValueInteger":2}""", "VAL-MAX-VALUE Patient.multipleBirth")]
    [InlineData("""{"path":"Patient.multipleBirth[x]","type":[{"code":"boolean"}]}""", "VAL-PROFILE-VALUE-TYPE Patient.multipleBirth")]
    [InlineData("""{"path":"Patient.photo","min":1}""", "VAL-PROFILE-MIN Patient")]
    [InlineData("""{"path":"Patient.name.given","max":"1"}""", "VAL-PROFILE-MAX Patient.name[0]")]
    [InlineData("""{"path":"Patient.name","constraint":[{"key":"t-1","severity":"error","human":"h","expression":"use.exists()"}]}""", "VAL-INVARIANT Patient.name[0]")]
    [InlineData("""{"path":"Patient","constraint":[{"key":"t-1","severity":"warning","human":"h","expression":"photo.exists()"}]}""", "VAL-INVARIANT Patient")]
    [InlineData("""{"path":"Patient.contact.name.family","min":1}""", "VAL-PROFILE-MIN Patient.contact[0].name")]
    [InlineData("""{"path":"Patient.birthDate.value","min":1}""", "")]
    public void What_a_profile_may_say_of_an_element(string element, string expected) => Assert.Equal(Expected(expected), Told(
        """{"resourceType":"Patient","gender":"male","birthDate":"1995-05-05","multipleBirthInteger":3,"name":[{"family":"F","given":["A","B"]}],"contact":[{"name":{"text":"x"}}]}""", "Patient", element));

    [Fact]
    public void A_primitive_may_need_a_value_and_not_only_extensions() => Assert.Equal(["VAL-VALUE Patient.birthDate"], Told(
        """{"resourceType":"Patient","_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}""", "Patient",
        """{"path":"Patient.birthDate.value","min":1}"""));

    [Fact]
    public void Constraints_reach_elements_that_take_the_definition_of_others() => Assert.Equal(["VAL-PROFILE-MIN Questionnaire.item[0].item[0]"], Told(
        """{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"2","type":"string"}]}]}""", "Questionnaire",
        """{"path":"Questionnaire.item.item.text","min":1}"""));

    [Theory]
    [InlineData("required", "a", "")]
    [InlineData("required", "b", "Error VAL-CODE")]
    [InlineData("extensible", "b", "Warning VAL-CODE-EXTENSIBLE")]
    [InlineData("preferred", "b", "")]
    public void Bindings_by_strength(string strength, string code, string expected)
    {
        const string ValueSet = """{"resourceType":"ValueSet","url":"http://test/vs","status":"active","compose":{"include":[{"system":"http://s","concept":[{"code":"a"}]}]}}""";
        var options = ValidationOptions.Default with
        {
            Definitions = TestDefinitions.Set(TestDefinitions.Profile("p", "Observation", $$$"""{"path":"Observation.code","binding":{"strength":"{{{strength}}}","valueSet":"http://test/vs"} }"""), ValueSet),
            Profiles = s_profile,
        };
        var issues = Validate($$$"""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://s","code":"{{{code}}}"}]}}""", options);
        Assert.Equal(Expected(expected), issues.Select(issue => $"{issue.Severity} {issue.Code}"));
    }

    [Fact]
    public void A_required_value_set_that_is_not_at_hand_is_said_once()
    {
        var options = ValidationOptions.Default with
        {
            Definitions = TestDefinitions.Set(TestDefinitions.Profile("p", "Observation", """{"path":"Observation.category","binding":{"strength":"required","valueSet":"http://test/none"} }""")),
            Profiles = s_profile,
        };
        var issues = Validate("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"category":[{"coding":[{"system":"http://s","code":"a"}]},{"coding":[{"system":"http://s","code":"b"}]}]}""", options);
        Assert.Equal((IssueSeverity.Information, "VAL-CODE-UNCHECKED"), (Assert.Single(issues).Severity, issues[0].Code));
    }

    [Theory]
    [InlineData("#p", "")]
    [InlineData("#q", "VAL-TARGET-PROFILE Observation.subject")]
    [InlineData("#g", "VAL-PROFILE-TARGET Observation.subject")]
    [InlineData("Patient/far", "VAL-TARGET-PROFILE Observation.subject")]
    [InlineData("Patient/unknown", "")]
    [InlineData("Location/unknown", "VAL-PROFILE-TARGET Observation.subject")]
    public void What_is_referred_to_conforms_to_the_profile_of_the_reference(string reference, string expected)
    {
        var far = ResourceDocument.Parse("""{"resourceType":"Patient","id":"far","gender":"female"}"""u8.ToArray()).Document!;
        var options = ValidationOptions.Default with
        {
            Definitions = TestDefinitions.Set(
                TestDefinitions.Profile("p", "Observation", """{"path":"Observation.subject","type":[{"code":"Reference","targetProfile":["http://test/men"]}]}"""),
                TestDefinitions.Profile("men", "Patient", """{"path":"Patient.gender","min":1,"fixedCode":"male"}""")),
            Profiles = s_profile,
            Resolve = text => text == "Patient/far" ? far.Root : default,
        };
        var issues = Validate(
            $$"""
            {"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"{{reference}}"},
             "contained":[{"resourceType":"Patient","id":"p","gender":"male","link":[{"type":"seealso","other":{"reference":"#"} }]},{"resourceType":"Patient","id":"q","link":[{"type":"seealso","other":{"reference":"#"} }]},
                          {"resourceType":"Group","id":"g","type":"person","actual":true,"managingEntity":{"reference":"#"} }]}
            """, options);
        Assert.Equal(Expected(expected), issues.Where(issue => issue.Code.Contains("PROFILE", StringComparison.Ordinal)).Select(issue => $"{issue.Code} {issue.Location}"));
    }

    [Fact]
    public void References_within_a_Bundle_are_followed()
    {
        var options = ValidationOptions.Default with
        {
            Definitions = TestDefinitions.Set(
                TestDefinitions.Profile("p", "Observation", """{"path":"Observation.subject","type":[{"code":"Reference","targetProfile":["http://test/men"]}]}"""),
                TestDefinitions.Profile("men", "Patient", """{"path":"Patient.gender","min":1,"fixedCode":"male"}""")),
        };
        const string Bundle = """
            {"resourceType":"Bundle","type":"collection","entry":[
              {"fullUrl":"http://x/Patient/1","resource":{"resourceType":"Patient","id":"1"}},
              {"fullUrl":"http://x/Observation/1","resource":{"resourceType":"Observation","id":"1","meta":{"profile":["http://test/p"]},"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/1"}}}]}
            """;
        Assert.Equal(["VAL-TARGET-PROFILE Bundle.entry[1].resource.subject"], Told(Validate(Bundle, options)));
    }

    [Fact]
    public void Circles_of_references_come_to_an_end()
    {
        const string Elements = """{"path":"Patient.link.other","type":[{"code":"Reference","targetProfile":["http://test/p"]}]},{"path":"Patient.gender","min":1}""";
        const string Bundle = """
            {"resourceType":"Bundle","type":"collection","entry":[
              {"fullUrl":"http://x/Patient/1","resource":{"resourceType":"Patient","id":"1","meta":{"profile":["http://test/p"]},"gender":"male","link":[{"type":"seealso","other":{"reference":"Patient/2"}}]}},
              {"fullUrl":"http://x/Patient/2","resource":{"resourceType":"Patient","id":"2","gender":"male","link":[{"type":"seealso","other":{"reference":"Patient/1"}}]}}]}
            """;
        Assert.Empty(Validate(Bundle, ValidationOptions.Default with { Definitions = TestDefinitions.Set(TestDefinitions.Profile("p", "Patient", Elements)) }));
    }

    [Theory]
    [InlineData(ProfileStance.Enforced, IssueSeverity.Error)]
    [InlineData(ProfileStance.Warned, IssueSeverity.Warning)]
    [InlineData(ProfileStance.Off, null)]
    public void What_becomes_of_a_claimed_profile_is_the_callers_choice(ProfileStance stance, IssueSeverity? expected)
    {
        var options = ValidationOptions.Default with { Definitions = UsCore.Profiles("6.1.0"), Stance = canonical => canonical == UsCorePatient ? stance : ProfileStance.Enforced };
        var issues = Validate($$$"""{"resourceType":"Patient","meta":{"profile":["{{{UsCorePatient}}}"]},"name":[{"family":"F"}],"gender":"male"}""", options);
        Assert.Equal(expected is null ? [] : [expected.Value], issues.Select(issue => issue.Severity));
    }

    [Fact]
    public void A_claimed_profile_that_is_not_at_hand_is_a_warning_and_an_asked_one_an_error()
    {
        const string Json = """{"resourceType":"Patient","meta":{"profile":["http://test/none"]}}""";
        var claimed = Assert.Single(Validate(Json, ValidationOptions.Default));
        Assert.Equal((IssueSeverity.Warning, "VAL-PROFILE-UNKNOWN", "Patient.meta.profile[0]"), (claimed.Severity, claimed.Code, claimed.Location));
        Assert.Contains(Validate(Json, ValidationOptions.Default with { Profiles = ["http://test/none"] }), issue => issue is { IsError: true, Code: "VAL-PROFILE-UNKNOWN", Location: "Patient" });
        Assert.Contains(Validate(Json, ValidationOptions.Default with { Profiles = ["http://hl7.org/fhir/StructureDefinition/Observation"] }), issue => issue is { IsError: true, Code: "VAL-PROFILE-TYPE" });
    }

    [Fact]
    public void A_version_may_be_named() =>
        Assert.Contains(Validate("""{"resourceType":"Patient"}""", ValidationOptions.Default with { Definitions = UsCore.Profiles("6.1.0"), Profiles = [UsCorePatient + "|6.1.0"] }), issue => issue.Code == "VAL-PROFILE-MIN");

    [Fact]
    public void Constraints_may_ask_for_another_profile() => Assert.Equal(["VAL-INVARIANT Observation"], Told(
        """{"resourceType":"Observation","status":"final","code":{"text":"x"}}""", "Observation",
        """{"path":"Observation","constraint":[{"key":"t-1","severity":"error","human":"h","expression":"conformsTo('http://test/coded')"},{"key":"t-2","severity":"error","human":"h","expression":"conformsTo('http://test/named')"}]}""",
        TestDefinitions.Profile("coded", "Observation", """{"path":"Observation.code.coding","min":1}"""), TestDefinitions.Profile("named", "Observation", """{"path":"Observation.code.text","min":1}""")));

    [Fact]
    public void Profiles_on_types_hold_where_they_are_named()
    {
        const string Elements = """{"path":"Patient.address","type":[{"code":"Address","profile":["http://test/home","http://test/work"]}]}""";
        string[] types = [TestDefinitions.Profile("home", "Address", """{"path":"Address.use","min":1,"fixedCode":"home"}"""), TestDefinitions.Profile("work", "Address", """{"path":"Address.use","min":1,"fixedCode":"work"}""")];
        Assert.Equal(["VAL-TYPE-PROFILE Patient.address[1]"], Told("""{"resourceType":"Patient","address":[{"use":"work"},{"use":"old"}]}""", "Patient", Elements, types));
    }

    [Fact]
    public void A_profile_on_a_profile_adds_to_it_and_a_cycle_is_told()
    {
        var set = TestDefinitions.Set(
            TestDefinitions.Profile("p", "Patient", """{"path":"Patient.name","min":1}""", "http://test/q"), TestDefinitions.Profile("q", "Patient", """{"path":"Patient.gender","min":1}"""),
            TestDefinitions.Profile("a", "Patient", "", "http://test/b"), TestDefinitions.Profile("b", "Patient", "", "http://test/a"));
        Assert.Equal(2, Validate("""{"resourceType":"Patient"}""", ValidationOptions.Default with { Definitions = set, Profiles = s_profile }).Count(issue => issue.Code == "VAL-PROFILE-MIN"));
        Assert.Null(set.Snapshot("http://test/a")!.Snapshot);
    }

    [Theory]
    [InlineData("""{"path":"Patient.bogus","min":1}""", "SNAP-PATH")]
    [InlineData("""{"path":"Observation.code","min":1}""", "SNAP-PATH")]
    [InlineData("""{"path":"Patient.name","max":"0"},{"path":"Patient.gender","max":"2"}""", "SNAP-MAX")]
    [InlineData("""{"path":"Patient.active","min":2}""", "SNAP-CARDINALITY")]
    [InlineData("""{"path":"Patient.active","type":[{"code":"string"}]}""", "SNAP-TYPE")]
    [InlineData("""{"path":"Patient.link.other","min":0}""", "SNAP-MIN")]
    [InlineData("""{"path":"Patient","slicing":{"rules":"open"}}""", "SNAP-ROOT-SLICING")]
    public void A_StructureDefinition_that_contradicts_its_base_is_an_error(string element, string expected) =>
        Assert.Contains(Validate(TestDefinitions.Profile("p", "Patient", element), ValidationOptions.Default), issue => issue.IsError && issue.Code == expected);

    [Fact]
    public void Strict_validation_tells_of_what_R4_leaves_open()
    {
        const string Json = """
            {"resourceType":"Patient","extension":[{"url":"http://test/none","valueCode":"x"}],"name":[{"text":"a <b>c</b>"}],"maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Unmarried"}]},
             "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"urn:uuid:1\">x</a></div>"}}
            """;
        Assert.Empty(Validate(Json, ValidationOptions.Default));
        Assert.Equal(
            ["VAL-CODE-DISPLAY Patient.maritalStatus.coding[0]", "VAL-EXTENSION-UNKNOWN Patient.extension[0]", "VAL-MARKUP Patient.name[0].text", "VAL-NARRATIVE-LINK Patient.text.div"],
            Told(Validate(Json, ValidationOptions.Strict)));
    }

    [Fact]
    public void What_must_be_supported_is_reported_when_asked_for()
    {
        var options = ValidationOptions.Default with
        {
            Definitions = TestDefinitions.Set(TestDefinitions.Profile("p", "Patient", """
                {"path":"Patient.birthDate","mustSupport":true},{"path":"Patient.name","mustSupport":true},{"path":"Patient.name.family","mustSupport":true},{"path":"Patient.name.given","mustSupport":true},
                {"path":"Patient.telecom","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"},"mustSupport":true},
                {"path":"Patient.telecom","sliceName":"phone","mustSupport":true},{"path":"Patient.telecom.system","fixedCode":"phone"},{"path":"Patient.telecom.use","mustSupport":true}
                """)),
            Profiles = s_profile,
        };
        const string Json = """{"resourceType":"Patient","name":[{"family":"F"}],"telecom":[{"system":"email","value":"a"}]}""";
        Assert.Empty(Validate(Json, options));
        var told = Validate(Json, options with { MustSupport = IssueSeverity.Information });
        Assert.Equal(["'Patient.birthDate'", "'Patient.name.given'", "'Patient.telecom:phone'"], told.Select(issue => issue.Message.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(told, issue => Assert.Equal((IssueSeverity.Information, "VAL-MUST-SUPPORT"), (issue.Severity, issue.Code)));
        Assert.Contains("Patient.name[0]", told.Select(issue => issue.Location));
    }
}
