using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Gateway.Merging;
using Carewright.Gateway.Writing;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Rights;

/// <summary>One step of an amendment as it goes into the chart.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The words.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Appends">The document that it belongs to; null for the request.</param>
internal readonly record struct AmendmentPaper(string Kind, string Text, Actor Author, string? Appends);

/// <summary>
/// The documents of an amendment: DocumentReference (FHIR R4 documentreference.html), found from the record by <c>_revinclude=DocumentReference:related</c>, in the patient's compartment and so in
/// every export of it. They carry the labels of the record: what closes it closes what is said of it.
/// </summary>
internal sealed class AmendmentPapers(DraftBuilder drafts)
{
    /// <summary>System of the codes of the steps.</summary>
    internal const string System = "https://carewright.example/fhir/CodeSystem/amendment";

    private static readonly Dictionary<string, string> s_titles = new(StringComparer.Ordinal)
    {
        ["request"] = "Request for amendment",
        ["extension"] = "Extension of the time to act on a request for amendment",
        ["acceptance"] = "Acceptance of a request for amendment",
        ["denial"] = "Denial of a request for amendment",
        ["disagreement"] = "Statement of disagreement",
        ["rebuttal"] = "Rebuttal of a statement of disagreement",
    };

    internal VersionDraft Document(in AmendmentPaper paper, string patient, string record, StoredVersion labelled, DateTimeOffset now)
    {
        var id = Writer.NewId();
        var title = s_titles[paper.Kind];
        var document = new JsonObject
        {
            ["resourceType"] = "DocumentReference",
            ["id"] = id,
            ["status"] = "current",
            ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = System, ["code"] = paper.Kind, ["display"] = title }), ["text"] = title },
            ["subject"] = MergeDocuments.Reference(patient),
            ["date"] = Instant(now),
            ["author"] = new JsonArray(AuthorOf(paper.Author)),
            ["description"] = title,
            ["content"] = new JsonArray(new JsonObject
            {
                ["attachment"] = new JsonObject { ["contentType"] = "text/plain; charset=utf-8", ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(paper.Text)), ["title"] = title },
            }),
            ["context"] = new JsonObject { ["related"] = new JsonArray(MergeDocuments.Reference(record)) },
        };
        if (paper.Appends is { } before)
            document["relatesTo"] = new JsonArray(new JsonObject { ["code"] = "appends", ["target"] = MergeDocuments.Reference(before) });
        return drafts.Verbatim("DocumentReference", id, null, Labelled(document, labelled));
    }

    /// <summary>That a version came of a request (FHIR R4 provenance.html). It names the patient, too, so that it is in the compartment.</summary>
    internal VersionDraft Provenance(AmendmentRecord request, string correction, string patient, StoredVersion labelled, Actor actor, DateTimeOffset now)
    {
        var id = Writer.NewId();
        var provenance = new JsonObject
        {
            ["resourceType"] = "Provenance",
            ["id"] = id,
            ["target"] = new JsonArray(MergeDocuments.Reference(correction), MergeDocuments.Reference(patient)),
            ["recorded"] = Instant(now),
            ["reason"] = new JsonArray(new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = System, ["code"] = "acceptance", ["display"] = s_titles["acceptance"] }) }),
            ["agent"] = new JsonArray(new JsonObject { ["who"] = AuthorOf(actor) }),
            ["entity"] = new JsonArray(
                new JsonObject { ["role"] = "source", ["what"] = MergeDocuments.Reference(request.Request) },
                new JsonObject { ["role"] = "revision", ["what"] = MergeDocuments.Reference($"{request.Record}/_history/{request.Version.ToString(CultureInfo.InvariantCulture)}") }),
        };
        return drafts.Verbatim("Provenance", id, null, Labelled(provenance, labelled));
    }

    /// <summary>The words of a document that <see cref="Document"/> has made.</summary>
    internal static string WordsOf(StoredVersion row)
    {
        var data = ResourceDocument.Parse(row.Open()).Document?.Root.Children("content") ?? default;
        foreach (var content in data)
        {
            if (content.Child("attachment").Child("data").GetString() is { } text)
                return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        return "";
    }

    private static ResourceDocument Labelled(JsonObject resource, StoredVersion like)
    {
        if (JsonNode.Parse(like.Open().Span)?["meta"]?["security"] is { } labels)
            resource["meta"] = new JsonObject { ["security"] = labels.DeepClone() };
        return MergeDocuments.Parse(resource);
    }

    private static JsonObject AuthorOf(Actor actor)
    {
        var author = new JsonObject { ["display"] = actor.Display };
        if (actor.FhirUser is { } user)
            author["reference"] = user;
        return author;
    }

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
