using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>The topics of the record: every Basic whose code says so. Read anew each time: there are dozens, and it is asked when a subscription or a topic is written.</summary>
internal sealed class TopicCatalogue(IRecordStore store, RowTests tests)
{
    private readonly TopicReader _reader = new(tests);

    internal TopicReader Reader => _reader;

    /// <summary>All sound topics, whatever their status.</summary>
    internal IReadOnlyList<SubscriptionTopic> All()
    {
        var query = new[] { KeyValuePair.Create("code", $"{BackportNames.TopicCodeSystem}|{BackportNames.TopicCode}") };
        var request = SearchRequest.Parse("Basic", query, FhirModel.R4, SearchHandling.Strict).Request!;
        var topics = new List<SubscriptionTopic>();
        string? cursor = null;
        do
        {
            var plan = store.Compiler.Compile("Basic", request.Criteria, [], 1000, cursor).Plan!;
            var page = store.Search(plan, CancellationToken.None);
            foreach (var row in page.Rows)
            {
                if (ResourceDocument.Parse(row.Open()).Document is { } document && TopicReader.IsTopic(document) && _reader.Read(document).Topic is { } topic)
                    topics.Add(topic);
            }
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return topics;
    }

    /// <summary>The active topic of an address (a version after <c>|</c> is not looked at), or null.</summary>
    internal SubscriptionTopic? Find(string canonical)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        var url = bar < 0 ? canonical : canonical[..bar];
        return All().FirstOrDefault(topic => topic.IsActive && topic.Url == url);
    }
}
