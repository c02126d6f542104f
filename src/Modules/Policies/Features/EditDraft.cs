using System.Text.Json;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary>Drafts: begun from the version in force or from a file, changed, thrown away. Every change is on record before it is made.</summary>
internal static class EditDraft
{
    /// <summary><c>POST /policies/drafts</c> <c>{"name","policy"?}</c> -> 201.</summary>
    public static async Task<IResult> CreateAsync(HttpContext http, PolicyShelf policies, AccountRegister accounts, RecordGateway gateway)
    {
        if (await JsonBody.ReadAsync(http, PoliciesJson.Default.DraftBody).ConfigureAwait(false) is not { Name: { } name } body)
            return Problems.Malformed();
        var json = body.Policy is { } policy ? JsonSerializer.SerializeToUtf8Bytes(policy) : policies.FindVersion(policies.Current.Version)?.Json ?? PolicyLibrary.Shipped.Json;
        return await SaveAsync(http, policies, accounts, gateway, new(null, name, json, 0)).ConfigureAwait(false);
    }

    /// <summary><c>GET /policies/drafts/{id}</c>.</summary>
    public static async Task<IResult> ShowAsync(string id, HttpContext http, PolicyShelf policies, AccountRegister accounts, RecordGateway gateway)
    {
        if (policies.FindDraft(id) is not { } draft)
            return Problems.NotFound();
        var unrecorded = await gateway.RecordAsync(http.GetActor().Actor!, "policy-draft-read", null, 200, http.RequestAborted, $"draft={draft.Id}").ConfigureAwait(false);
        return unrecorded is null ? Results.Json(DraftAnswer.Of(draft, policies, accounts), PoliciesJson.Default.DraftAnswer) : Problems.Busy(http);
    }

    /// <summary><c>PUT /policies/drafts/{id}</c> <c>{"name","policy","revision"}</c> -> 200; 409 when somebody else changed it.</summary>
    public static async Task<IResult> ChangeAsync(string id, HttpContext http, PolicyShelf policies, AccountRegister accounts, RecordGateway gateway)
    {
        if (await JsonBody.ReadAsync(http, PoliciesJson.Default.DraftBody).ConfigureAwait(false) is not { Name: { } name, Policy: { } policy, Revision: { } revision })
            return Problems.Malformed();
        return await SaveAsync(http, policies, accounts, gateway, new(id, name, JsonSerializer.SerializeToUtf8Bytes(policy), revision)).ConfigureAwait(false);
    }

    /// <summary><c>DELETE /policies/drafts/{id}</c> -> 204.</summary>
    public static async Task<IResult> DeleteAsync(string id, HttpContext http, PolicyShelf policies, RecordGateway gateway)
    {
        if (policies.FindDraft(id) is not { } draft)
            return Problems.NotFound();
        if (await gateway.RecordAsync(http.GetActor().Actor!, "policy-draft-delete", null, 204, http.RequestAborted, $"draft={draft.Id}").ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        await policies.DeleteDraftAsync(id, http.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> SaveAsync(HttpContext http, PolicyShelf policies, AccountRegister accounts, RecordGateway gateway, Edit edit)
    {
        var actor = http.GetActor().Actor!;
        var status = edit.Id is null ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        var about = $"draft={(edit.Id is null ? "new" : policies.FindDraft(edit.Id)?.Id ?? "unknown")}&sha256={PolicyVersion.HashOf(edit.Json)}";
        if (await gateway.RecordAsync(actor, "policy-draft-save", null, status, http.RequestAborted, about).ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        var outcome = await policies.SaveDraftAsync(edit.Id, edit.Name, edit.Json, edit.Revision, actor.UserName, http.RequestAborted).ConfigureAwait(false);
        return outcome.Value is { } draft ? Results.Json(DraftAnswer.Of(draft, policies, accounts), PoliciesJson.Default.DraftAnswer, statusCode: status) : Refused.For(outcome.Issues);
    }

    private sealed record Edit(string? Id, string Name, byte[] Json, int Revision);
}

/// <summary>A draft as it is sent.</summary>
internal sealed record DraftBody(string? Name, JsonElement? Policy, int? Revision);

/// <summary>A draft with what it says and what is wrong with it.</summary>
internal sealed record DraftAnswer(DraftLine Draft, JsonElement Policy, IssueLine[] Issues)
{
    public static DraftAnswer Of(PolicyDraft draft, PolicyShelf policies, AccountRegister accounts)
    {
        using var document = JsonDocument.Parse(draft.Json);
        return new DraftAnswer(new DraftLine(draft.Id, draft.Name, draft.BasedOn, draft.At, draft.By, draft.Revision), document.RootElement.Clone(), CheckPolicy.Of(draft.Json, policies, accounts).Issues);
    }
}
