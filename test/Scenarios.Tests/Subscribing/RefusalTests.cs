using System.Text.Json.Nodes;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary>What cannot be served is refused when it is written, with its place.</summary>
public sealed class RefusalTests(SubscribedClinic clinic) : IClassFixture<SubscribedClinic>
{
    private static readonly Uri s_endpoint = new("http://127.0.0.1:9/");

    public static TheoryData<string, string, string> Faults { get; } = new()
    {
        { "topic", "SUBS-TOPIC-UNKNOWN", "Subscription.criteria" },
        { "filter", "SUBS-FILTER-NOT-ALLOWED", "Subscription.criteria.extension[0]" },
        { "filter-modifier", "SUBS-FILTER-NOT-ALLOWED", "Subscription.criteria.extension[0]" },
        { "filter-filter", "SUBS-FILTER-NOT-ALLOWED", "Subscription.criteria.extension[0]" },
        { "filter-chain", "SUBS-FILTER-NOT-ALLOWED", "Subscription.criteria.extension[0]" },
        { "filter-type", "SUBS-FILTER-TYPE", "Subscription.criteria.extension[0]" },
        { "endpoint", "SUBS-ENDPOINT", "Subscription.channel.endpoint" },
        { "plain", "SUBS-ENDPOINT-TLS", "Subscription.channel.endpoint" },
        { "private", "SUBS-ENDPOINT-PRIVATE", "Subscription.channel.endpoint" },
        { "metadata", "SUBS-ENDPOINT-PRIVATE", "Subscription.channel.endpoint" },
        { "user", "SUBS-ENDPOINT-USER", "Subscription.channel.endpoint" },
        { "payload", "SUBS-PAYLOAD", "Subscription.channel.payload" },
        { "content", "SUBS-CONTENT", "Subscription.channel.payload.extension[0]" },
        { "channel", "SUBS-CHANNEL", "Subscription.channel.type" },
        { "header", "SUBS-HEADER", "Subscription.channel.header[0]" },
        { "header-reserved", "SUBS-HEADER-RESERVED", "Subscription.channel.header[0]" },
        { "end", "SUBS-END", "Subscription.end" },
        { "criteria", "SUBS-CRITERIA-TYPE", "Subscription.criteria" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_subscription_that_cannot_be_served_is_refused_with_its_place(string fault, string code, string place)
    {
        var subscription = SubscribedClinic.ByTopic("encounter-start", s_endpoint, filters: fault switch
        {
            "filter" => ["Encounter?length=gt5"],
            "filter-modifier" => ["Encounter?patient:missing=true"],
            "filter-type" => ["Observation?code=1"],
            "filter-filter" => ["Encounter?_filter=status%20eq%20finished"],
            "filter-chain" => ["Encounter?patient.name=x"],
            _ => null,
        });
        var channel = subscription["channel"]!.AsObject();
        switch (fault)
        {
            case "topic":
                subscription["criteria"] = SubscribedClinic.Topics + "nothing";
                break;
            case "endpoint":
                channel["endpoint"] = "ftp://example.org/";
                break;
            case "plain":
                channel["endpoint"] = "http://example.org/hook";
                break;
            case "private":
                channel["endpoint"] = "https://10.1.2.3/hook";
                break;
            case "metadata":
                channel["endpoint"] = "https://169.254.169.254/latest";
                break;
            case "user":
                channel["endpoint"] = "https://me:secret@example.org/";
                break;
            case "payload":
                channel["payload"] = "text/plain";
                break;
            case "content":
                channel["_payload"]!["extension"]![0]!["valueCode"] = "everything";
                break;
            case "channel":
                channel["type"] = "email";
                break;
            case "header":
                channel["header"] = new JsonArray("no colon here");
                break;
            case "header-reserved":
                channel["header"] = new JsonArray("Host: inside.example");
                break;
            case "end":
                subscription["end"] = "2020-01-01T00:00:00Z";
                break;
            case "criteria":
                subscription["criteria"] = "Encounters?status=finished";
                break;
        }
        var reply = (await clinic.Hook.CreateAsync(subscription)).ExpectOutcome(422);
        Assert.Contains(reply.Json["issue"]!.AsArray(), issue => issue!.ToJsonString().Contains(code, StringComparison.Ordinal) && issue.ToJsonString().Contains(place, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_topic_that_cannot_be_followed_is_refused_with_its_place()
    {
        var chief = clinic.As("chief");
        foreach (var (topic, code) in new[]
        {
            (SubscribedClinic.Topic("bad", "Encounters", ["create"]), "SUBS-TOPIC-RESOURCE"),
            (SubscribedClinic.Topic("bad", "Encounter", ["read"]), "SUBS-TOPIC-INTERACTION"),
            (SubscribedClinic.Topic("bad", "Encounter", ["create"], path: "%current.status ="), "SUBS-TOPIC-FHIRPATH"),
            (SubscribedClinic.Topic("bad", "Encounter", ["create"], query: [new JsonObject { ["url"] = "current", ["valueString"] = "bogus=1" }]), "SEARCH-"),
            (SubscribedClinic.Topic("bad", "Encounter", ["create"], filters: ["bogus"]), "SUBS-TOPIC-PARAMETER"),
        })
            Assert.Contains(code, (await chief.PutAsync(topic)).ExpectOutcome(422).Text, StringComparison.Ordinal);
        (await clinic.As("desk").PutAsync(SubscribedClinic.Topic("mine", "Encounter", ["create"]))).ExpectOutcome(403);
    }

    [Fact]
    public async Task The_catalogue_is_searched_and_claimed()
    {
        var urls = (await clinic.As("chief").GetAsync("fhir/Basic?code=http://hl7.org/fhir/fhir-types|SubscriptionTopic&_count=100")).Expect(200).Resources
            .Select(topic => (string)topic["extension"]!.AsArray().First(one => ((string)one!["url"]!).EndsWith(".url", StringComparison.Ordinal))!["valueUri"]!).ToList();
        var resource = (await clinic.Running.Nobody().GetAsync("fhir/metadata")).Expect(200).Json["rest"]![0]!["resource"]!.AsArray().Single(one => (string?)one!["type"] == "Subscription")!;
        var claimed = resource["extension"]!.AsArray().Select(one => (string)one!["valueCanonical"]!).ToList();
        Assert.Contains(SubscribedClinic.Topics + "encounter-start", urls);
        Assert.Subset(claimed.ToHashSet(), urls.Where(url => url.StartsWith(SubscribedClinic.Topics, StringComparison.Ordinal)).ToHashSet());
        Assert.Contains(resource["supportedProfile"]!.AsArray(), profile => ((string)profile!).EndsWith("/backport-subscription", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_an_administrator_allows_hosts()
    {
        (await clinic.Hook.GetAsync("outbound-hosts")).Expect(403);
        (await clinic.Running.Nobody().GetAsync("outbound-hosts")).Expect(401);
        var list = (await clinic.As("chief").GetAsync("outbound-hosts")).Expect(200).Json["hosts"]!.AsArray();
        Assert.Equal("127.0.0.1", (string?)Assert.Single(list));
        (await clinic.As("chief").SendBytesAsync(HttpMethod.Put, "outbound-hosts", """{"hosts":["a/b"]}"""u8.ToArray(), "application/json")).Expect(422);
    }
}
