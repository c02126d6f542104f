using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.Policies;

/// <summary>The administrator's door to policies.</summary>
internal sealed class PolicyDesk(Door administrator)
{
    /// <summary>The policy that ships, as changed.</summary>
    internal static JsonObject Changed(Action<JsonObject> change)
    {
        var policy = JsonNode.Parse(PolicyLibrary.EmbeddedJson().Span)!.AsObject();
        change(policy);
        return policy;
    }

    internal static JsonArray GrantsOf(JsonObject policy, string role) => policy["roles"]![role]!["grants"]!.AsArray();

    internal async Task<string> DraftAsync(JsonObject policy) =>
        (string)(await administrator.PostAsync("policies/drafts", new JsonObject { ["name"] = "A draft", ["policy"] = policy.DeepClone() })).Expect(201).Json["draft"]!["id"]!;

    internal async Task<int> ActivateAsync(JsonObject policy)
    {
        var id = await DraftAsync(policy);
        return (int)(await administrator.PostAsync($"policies/drafts/{id}/activate", Reason)).Expect(200).Json["number"]!;
    }

    /// <summary>Waits until everything in the record carries the labels of the rules in force.</summary>
    internal async Task LabelledAsync()
    {
        while ((bool)(await administrator.GetAsync("policies")).Expect(200).Json["labelling"]!["isDone"]! is false)
            await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    internal static JsonObject Reason => new() { ["reason"] = "As the clinic decided." };
}
