using System.Text;
using System.Text.Json.Nodes;
using Carewright.Mapping.Writing;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>Texts with anything in them go there and back, or what is not is told; whatever the JSON, nothing throws.</summary>
public sealed class TextTests
{
    private static readonly Gen<string> s_text = Gen.Choose(0, 16).SelectMany(length =>
        Gen.Elements("|^~\\&#ab .\u00E9\u4E2D\"\t\n\r\u0007\u0085\u200D\uFFFDXE".ToCharArray()).ArrayOf(length).Select(letters => new string(letters)));

    // WRITING_FUZZ_ROUNDS=2000 for a long run.
    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("WRITING_FUZZ_ROUNDS"), System.Globalization.CultureInfo.InvariantCulture, out var rounds) ? rounds : 300;

    [Fact]
    public void A_note_comes_back_as_it_was_or_it_is_told()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Rounds), Prop.ForAll(s_text.ToArbitrary(), text =>
        {
            var order = JsonNode.Parse(OrderTests.Order)!;
            order["note"]![0]!["text"] = text;
            var record = Written.Record(1, [order, .. OrderTests.Others.Select(other => JsonNode.Parse(other)!)]);
            var written = FhirToV2.Base.Write("OML^O21", record, Written.Context);
            var back = Hl7v2.Hl7Message.Parse(written.Bytes!).Back().Only("ServiceRequest").At("note[0].text");
            var wanted = Plain(text);
            Assert.Equal(wanted.Length == 0 ? null : wanted, back);
            Assert.Equal(HasBad(text.Trim()), written.Issues.Any(issue => issue is { Code: "V2-WRITE-LETTERS", Location: "ServiceRequest.note[0].text" }));
        }));
    }

    [Fact]
    public void A_name_comes_back_on_one_line()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Rounds), Prop.ForAll(s_text.ToArbitrary(), text =>
        {
            var patient = JsonNode.Parse("""{"resourceType":"Patient","id":"p","name":[{"family":"x","given":["y"]}]}""")!;
            patient["name"]![0]!["family"] = text;
            var written = FhirToV2.Base.Write("ADT^A28", Written.Record(1, [patient]), Written.Context);
            var back = Hl7v2.Hl7Message.Parse(written.Bytes!).Back().Only("Patient").At("name[0].family");
            var wanted = string.Join(' ', Plain(text).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.Equal(wanted.Length == 0 ? null : wanted.Trim(), back);
            Assert.Equal(Plain(text).Contains('\n', StringComparison.Ordinal), written.Issues.Any(issue => issue.Code == "V2-WRITE-LINES"));
        }));
    }

    [Fact]
    public void Whatever_the_json_nothing_throws()
    {
        var random = new Random(20260301);
        string[] all = [OrderTests.Order, ResultTests.Report, ResultTests.Glucose, .. OrderTests.Others, ImmunizationTests.Shot];
        var messages = FhirToV2.Base.Messages;
        for (var round = 0; round < Rounds; round++)
        {
            var resources = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
            foreach (var text in all)
            {
                var node = JsonNode.Parse(text)!;
                var reference = $"{node["resourceType"]}/{node["id"]}";
                Mutate(node, random);
                var bytes = Encoding.UTF8.GetBytes(node.ToJsonString());
                if (random.Next(20) == 0)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                resources[reference] = bytes;
            }
            foreach (var message in messages)
                foreach (var focus in new[] { "ServiceRequest/a", "DiagnosticReport/r", "Patient/p", "Immunization/i" })
                    Read(FhirToV2.Base.Write(message, OutboundRecord.Of([focus], resources), Written.Context));
        }
    }

    [Fact]
    public void Resources_that_are_none_are_told()
    {
        var record = OutboundRecord.Of(["ServiceRequest/a"], new Dictionary<string, ReadOnlyMemory<byte>> { ["ServiceRequest/a"] = "[]"u8.ToArray() });
        var written = FhirToV2.Base.Write("OML^O21", record, Written.Context);
        Assert.Null(written.Bytes);
        Assert.Contains(written.Issues, issue => issue.Code == "V2-WRITE-FOCUS");
    }

    private static void Read(WrittenMessage written)
    {
        Assert.Equal(written.Bytes is null, written.Issues.Any(issue => issue.IsError));
        if (written.Bytes is { } bytes)
            Assert.NotNull(Hl7v2.Hl7Message.Read(bytes).Message);
    }

    // Values of other kinds where others are, and resources of other types.
    private static void Mutate(JsonNode node, Random random)
    {
        foreach (var place in Places(node).Where(_ => random.Next(25) == 0).ToList())
            place(random.Next(9) switch
            {
                0 => JsonValue.Create("|^~\\&\r\n\u0001"),
                1 => JsonValue.Create(1e300),
                2 => new JsonArray(),
                3 => new JsonObject { ["value"] = new JsonArray(1, null, "x") },
                4 => JsonValue.Create("9999-12-31T23:59:60.999999999+14:00"),
                5 => JsonValue.Create(true),
                6 => JsonNode.Parse("""{"reference":"ServiceRequest/a"}"""),
                7 => JsonValue.Create("\"\""),
                _ => null,
            });
    }

    private static IEnumerable<Action<JsonNode?>> Places(JsonNode node)
    {
        if (node is JsonObject members)
            foreach (var (name, value) in members.ToList())
            {
                yield return changed => members[name] = changed;
                foreach (var inner in value is null ? [] : Places(value))
                    yield return inner;
            }
        else if (node is JsonArray items)
            for (var i = 0; i < items.Count; i++)
            {
                var at = i;
                yield return changed => items[at] = changed;
                foreach (var inner in items[i] is { } value ? Places(value) : [])
                    yield return inner;
            }
    }

    private static bool IsBad(char letter) => (char.IsControl(letter) && letter is not ('\t' or '\n' or '\r')) || letter == '\uFFFD';

    private static bool HasBad(string text) => text.Any(IsBad);

    private static string Plain(string text) => new string([.. text.Trim().Where(letter => !IsBad(letter))]).Trim().ReplaceLineEndings("\n");
}
