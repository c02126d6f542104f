using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Fhir.Tests.Json;

public sealed class RandomResourceTests
{
    public static TheoryData<string> ResourceTypes => [.. FhirModel.R4.ResourceTypes.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(ResourceTypes))]
    public void Every_resource_type_survives_copy_and_xml(string type)
    {
        for (var seed = 0; seed < 4; seed++)
            CheckRoundTrips(RandomResource.Make(seed, FhirModel.R4.FindType(type)));
    }

    [Fact]
    public void Any_resource_survives_copy_and_xml() =>
        Prop.ForAll<int>(seed => CheckRoundTrips(RandomResource.Make(seed))).QuickCheckThrowOnFailure();

    [Fact]
    public void Editing_sets_id_and_meta_and_nothing_else() =>
        Prop.ForAll<int>(seed =>
        {
            var document = ResourceDocument.Parse(RandomResource.Make(seed)).Document!;
            var edits = new ResourceEdits { Id = "new", VersionId = 3, LastUpdated = DateTimeOffset.UnixEpoch };
            var edited = Reparse(ResourceEditor.Rewrite(document, edits));
            Assert.Equal("new", edited.Id);
            Assert.Equal("3", edited.Root.Child("meta").Child("versionId").GetString());
            Assert.Equal("1970-01-01T00:00:00.000Z", edited.Root.Child("meta").Child("lastUpdated").GetString());
            var same = ResourceEditor.Rewrite(edited, new ResourceEdits { Id = document.Id, RemoveId = true });
            Assert.True(ContentEqualsBut(document, Reparse(same)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dropping_leaves_no_trace_of_what_is_dropped_and_all_of_the_rest() =>
        Prop.ForAll<int>(seed =>
        {
            var document = ResourceDocument.Parse(RandomResource.Make(seed)).Document!;
            var victim = document.Root.Children().Select(c => c.Name).Distinct().ElementAtOrDefault(Math.Abs(seed % 7));
            var cut = Reparse(ResourceEditor.Rewrite(document, new ResourceEdits { Drop = e => e.Name == victim || e.Name == "extension" }));
            Assert.False(Any(cut.Root, e => e.Name == victim || e.Name == "extension"));
            var all = ResourceEditor.Rewrite(document, new ResourceEdits { Drop = _ => false, ReplaceUri = _ => null, ReplaceNarrativeLink = _ => null });
            Assert.True(ResourceEditor.ContentEquals(document, Reparse(all)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Escaping_and_unescaping_agree_with_another_writer() =>
        Prop.ForAll<string>(text =>
        {
            if (text is null || text.Any(char.IsSurrogate))
                return;
            var to = new ArrayBufferWriter<byte>();
            JsonText.WriteString(to, text);
            Assert.Equal(text, JsonSerializer.Deserialize<string>(to.WrittenSpan));
            Assert.Equal(text, JsonText.Unescape(to.WrittenSpan[1..^1]));
            Assert.Equal(text, JsonText.Unescape(JsonSerializer.SerializeToUtf8Bytes(text).AsSpan()[1..^1]));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("\\ud83d\\ude00", "\U0001F600", false)]
    [InlineData("a\\ud83d", "a\uFFFD", true)]
    [InlineData("\\ude00b", "\uFFFDb", true)]
    [InlineData("\\ud83d\\u0041", "\uFFFDA", true)]
    [InlineData("\\\\ud83d", "\\ud83d", false)]
    public void Surrogates_are_joined_or_replaced(string raw, string text, bool isLone)
    {
        Assert.Equal(text, JsonText.Unescape(Encoding.UTF8.GetBytes(raw)));
        Assert.Equal(isLone, JsonText.HasLoneSurrogate(Encoding.UTF8.GetBytes(raw)));
    }

    private static void CheckRoundTrips(byte[] json)
    {
        var outcome = ResourceDocument.Parse(json);
        Assert.Empty(outcome.Issues);
        var copy = ResourceEditor.Rewrite(outcome.Document!, ResourceEdits.None);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(copy.Span)));
        XmlRoundTrip.Check(json);
    }

    private static ResourceDocument Reparse(ReadOnlyMemory<byte> json)
    {
        var outcome = ResourceDocument.Parse(json);
        Assert.Empty(outcome.Issues);
        return outcome.Document!;
    }

    /// <summary>Equal apart from id and extensions of the id and meta's version, which the edit replaced.</summary>
    private static bool ContentEqualsBut(ResourceDocument left, ResourceDocument right)
    {
        var edits = new ResourceEdits { Drop = e => e.Parent.Index == 0 && e.Name == "id" || e.Name is "versionId" or "lastUpdated" && e.Parent.Parent.Index == 0 };
        return ResourceEditor.ContentEquals(Reparse(ResourceEditor.Rewrite(left, edits)), Reparse(ResourceEditor.Rewrite(right, edits)));
    }

    private static bool Any(Element at, Func<Element, bool> test) => at.Children().Any(c => test(c) || Any(c, test));
}
