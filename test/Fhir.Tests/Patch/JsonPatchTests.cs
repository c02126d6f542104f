using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Patch;
using Carewright.Fhir.Tests.Json;

namespace Carewright.Fhir.Tests.Patch;

public sealed class JsonPatchTests
{
    [Fact]
    public void Every_operation_does_what_the_rfc_says()
    {
        var patched = Patches.Json(Patches.Patient, """
            [{"op":"test","path":"/name/0/family","value":"One"},
             {"op":"replace","path":"/birthDate","value":"1981-01-01"},
             {"op":"add","path":"/name/-","value":{"family":"Three"}},
             {"op":"add","path":"/name/0","value":{"family":"Zero"}},
             {"op":"remove","path":"/contact/0"},
             {"op":"copy","from":"/name/1/given","path":"/name/0/given"},
             {"op":"move","from":"/multipleBirthInteger","path":"/multipleBirthInteger"},
             {"op":"add","path":"/gender","value":"female"}]
            """).Node();
        Assert.Equal(["Zero", "One", "Two", "Three"], patched["name"]!.AsArray().Select(name => (string)name!["family"]!));
        Assert.Equal("1981-01-01", (string?)patched["birthDate"]);
        Assert.Equal(["A", "B"], patched["name"]![0]!["given"]!.AsArray().Select(given => (string)given!));
        Assert.Equal("female", (string?)patched["gender"]);
        Assert.Equal(2, (int)patched["multipleBirthInteger"]!);
        Assert.Null(patched["contact"]);
    }

    [Fact]
    public void What_is_not_touched_keeps_its_bytes()
    {
        const string Resource = """{"resourceType":"Observation","id":"o","status":"final","code":{"text":"\u00e9\/x"},"valueQuantity":{"value":1.500,"unit":"x"},"component":[{"code":{"text":"c"},"valueQuantity":{"value":1E+2}}]}""";
        var patched = Patches.Json(Resource, """[{"op":"replace","path":"/valueQuantity/unit","value":"y"}]""").Text();
        Assert.Equal(Resource.Replace("\"unit\":\"x\"", "\"unit\":\"y\"", StringComparison.Ordinal), patched);
        Assert.Contains("\"value\":2.50}", Patches.Json(Resource, """[{"op":"replace","path":"/valueQuantity","value":{"value":2.50}}]""").Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/birthDate","value":"1980"}]""", "PATCH-TEST")]
    [InlineData("""[{"op":"test","path":"/gender","value":"male"}]""", "PATCH-NO-TARGET")]
    [InlineData("""[{"op":"remove","path":"/gender"}]""", "PATCH-NO-TARGET")]
    [InlineData("""[{"op":"replace","path":"/gender","value":"male"}]""", "PATCH-NO-TARGET")]
    [InlineData("""[{"op":"add","path":"/photo/0","value":{}}]""", "PATCH-NO-TARGET")]
    [InlineData("""[{"op":"add","path":"/name/3","value":{"family":"x"}}]""", "PATCH-INDEX")]
    [InlineData("""[{"op":"add","path":"/name/01","value":{"family":"x"}}]""", "PATCH-INDEX")]
    [InlineData("""[{"op":"remove","path":"/name/-"}]""", "PATCH-NO-TARGET")]
    [InlineData("""[{"op":"remove","path":""}]""", "PATCH-ROOT")]
    [InlineData("""[{"op":"move","from":"/name","path":"/name/0"}]""", "PATCH-INTO-ITSELF")]
    [InlineData("""[{"op":"copy","from":"/nothing","path":"/gender"}]""", "PATCH-NO-TARGET")]
    [InlineData("""[{"op":"replace","path":"/id","value":"q"}]""", "PATCH-ID")]
    [InlineData("""[{"op":"remove","path":"/id"}]""", "PATCH-ID")]
    [InlineData("""[{"op":"replace","path":"","value":{"resourceType":"Observation","id":"p"}}]""", "PATCH-TYPE")]
    [InlineData("""[{"op":"add","path":"/nonsense","value":1}]""", "JSON-UNKNOWN-ELEMENT")]
    [InlineData("""[{"op":"replace","path":"/resourceType","value":"Nonsense"}]""", "JSON-UNKNOWN-RESOURCE-TYPE")]
    public void What_cannot_be_done_is_refused_whole(string patch, string code) => Assert.Equal(code, Patches.Json(Patches.Patient, patch).Refused());

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("[", 1)]
    [InlineData("[1]", 1)]
    [InlineData("""[{"op":"nonsense","path":"/a"},{"op":"add","path":"a","value":1},{"op":"add","path":"/a"},{"op":"move","path":"/a"},{"op":"test","path":"/~2","value":1}]""", 5)]
    [InlineData("""[{"op":"add","op":"remove","path":"/a","value":1}]""", 1)]
    [InlineData("""[{"op":1,"path":2}]""", 2)]
    public void Everything_wrong_with_a_patch_is_told_at_once(string patch, int faults)
    {
        var outcome = JsonPatch.Parse(Encoding.UTF8.GetBytes(patch));
        Assert.Null(outcome.Patch);
        Assert.Equal(faults, outcome.Issues.Count);
    }

    [Theory]
    [InlineData("/valueQuantity/value", "1.5")]
    [InlineData("/valueQuantity/value", "15E-1")]
    [InlineData("/valueQuantity/value", "0.15e1")]
    [InlineData("/valueQuantity", """{"unit":"\u0078","value":1.5000}""")]
    [InlineData("/component/0/valueQuantity/value", "100")]
    [InlineData("/component/0/valueQuantity/value", "1e2")]
    public void A_test_compares_values_not_bytes(string path, string value) =>
        Patches.Json(
            """{"resourceType":"Observation","id":"o","status":"final","valueQuantity":{"value":1.500,"unit":"x"},"component":[{"valueQuantity":{"value":1E+2}}]}""",
            $$"""[{"op":"test","path":"{{path}}","value":{{value}}}]""").Text();

    [Theory]
    [InlineData("1.51")]
    [InlineData("-1.5")]
    [InlineData("15")]
    [InlineData("\"1.5\"")]
    [InlineData("null")]
    [InlineData("1.5e99999999999999999999")]
    public void A_test_that_does_not_hold_stops_everything(string value) =>
        Assert.Equal("PATCH-TEST", Patches.Json(
            """{"resourceType":"Observation","id":"o","status":"final","valueQuantity":{"value":1.500}}""", $$"""[{"op":"test","path":"/valueQuantity/value","value":{{value}}}]""").Refused());

    [Fact]
    public void Pointers_unescape()
    {
        var root = JsonNode.Parse("""{"a/b":{"m~n":[1,2]},"":3}""")!;
        var tree = new JsonTree(Encoding.UTF8.GetBytes(root.ToJsonString()));
        Assert.Equal("2", Encoding.UTF8.GetString(JsonPointer.Parse("/a~1b/m~0n/1")!.Find(tree)!.Raw));
        Assert.Equal("3", Encoding.UTF8.GetString(JsonPointer.Parse("/")!.Find(tree)!.Raw));
        Assert.Null(JsonPointer.Parse("/a~1b/m~0n/-")!.Find(tree));
        Assert.Null(JsonPointer.Parse("/a~1b/m~0n/2")!.Find(tree));
    }

    [Fact]
    public void Copies_upon_copies_are_bounded()
    {
        var operations = new StringBuilder("[{\"op\":\"add\",\"path\":\"/extension\",\"value\":[{\"url\":\"http://e.org/x\",\"valueString\":\"0123456789012345678901234567890123456789\"}]}");
        for (var i = 0; i < 60; i++)
            operations.Append(",{\"op\":\"copy\",\"from\":\"\",\"path\":\"/extension/-\"}");
        Assert.Equal("PATCH-GROWTH", Patches.Json(Patches.Patient, operations.Append(']').ToString()).Refused());
        var many = "[" + string.Join(',', Enumerable.Repeat("{\"op\":\"test\",\"path\":\"/id\",\"value\":\"p\"}", ResourcePatch.MaxOperations + 1)) + "]";
        Assert.Null(JsonPatch.Parse(Encoding.UTF8.GetBytes(many)).Patch);
    }

    [Fact]
    public void Mutated_patches_never_throw_and_never_change_id_or_type()
    {
        var target = Patches.Document(Patches.Patient);
        var patch = Encoding.UTF8.GetBytes("""[{"op":"replace","path":"/name/0","value":{"family":"\u00e9x"}},{"op":"move","from":"/name/1","path":"/name/0"},{"op":"copy","from":"/contact","path":"/contact/0/extension"},{"op":"test","path":"","value":[1.5e3,null]}]""");
        Mutation.Fuzz([patch, patch[..60], Encoding.UTF8.GetBytes("""[{"op":"add","path":"","value":{"resourceType":"Patient","id":"p"}}]""")], bytes =>
        {
            if (JsonPatch.Parse(bytes).Patch?.Apply(target).Document is { } document)
                Assert.Equal((target.Id, target.ResourceType), (document.Id, document.ResourceType));
        });
    }
}
