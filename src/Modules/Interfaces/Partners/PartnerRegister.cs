using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Interfaces.Partners;

/// <summary>All partners of the clinic: in memory, and durable before a change holds. Safe from many threads.</summary>
public sealed class PartnerRegister(IPrivateTable table, AccountRegister accounts, PolicyShelf policies) : IDisposable
{
    private const string Kind = "partner";
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile IReadOnlyDictionary<string, ReadyPartner> _partners = Load(table);

    /// <summary>Raised after a change; handlers must be quick.</summary>
    internal event Action? Changed;

    /// <summary>All, by name.</summary>
    internal IEnumerable<ReadyPartner> All => _partners.Values.OrderBy(partner => partner.Settings.Name, StringComparer.OrdinalIgnoreCase).ThenBy(partner => partner.Settings.Id, StringComparer.Ordinal);

    /// <summary>A partner, enabled or not; null when there is none of the id.</summary>
    internal ReadyPartner? Find(string id) => _partners.GetValueOrDefault(id);

    /// <summary>Those that take messages on a port.</summary>
    internal IEnumerable<ReadyPartner> On(int port) => _partners.Values.Where(partner => partner.Settings.IsEnabled && partner.Settings.Receive?.Port == port);

    /// <summary>One line for each partner: id, name, whether it is on, its port.</summary>
    public IReadOnlyList<string> Lines => [.. All.Select(partner => LineOf(partner.Settings))];

    /// <summary>A partner as a file; null when there is none of the id.</summary>
    public string? FileOf(string id) => Find(id) is { } partner ? JsonSerializer.Serialize(partner.Settings.WithoutSecrets(), InterfacesJson.Indented.Partner) : null;

    /// <summary>Everything that is wrong with a partner as it would be kept.</summary>
    internal IReadOnlyList<Issue> Check(Partner partner) => PartnerRules.Check(Completed(partner), _partners.Values.Select(ready => ready.Settings));

    /// <summary>Makes or replaces the partner of a file, with its account; nothing is changed when there are issues.</summary>
    /// <param name="file">JSON as <c>PUT /interfaces/partners/{id}</c> takes it.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    public async Task<IReadOnlyList<Issue>> PutAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await PutAsync(JsonSerializer.Deserialize(file, InterfacesJson.Default.Partner)!, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException fault)
        {
            return [Issue.Error(IssueTypes.Structure, "PARTNER-FILE", $"The file is no partner: {fault.Message}", fault.Path)];
        }
    }

    /// <summary>Makes or replaces a partner, with its account; nothing is changed when there are issues.</summary>
    internal async Task<IReadOnlyList<Issue>> PutAsync(Partner partner, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Check(partner) is { Count: > 0 } issues)
                return issues;
            partner = Completed(partner).Sealed();
            if (await OpenAccountAsync(partner, cancellationToken).ConfigureAwait(false) is { Count: > 0 } refused)
                return refused;
            await table.PutAsync(Kind, partner.Id, JsonSerializer.SerializeToUtf8Bytes(partner, InterfacesJson.Default.Partner), cancellationToken).ConfigureAwait(false);
            _partners = new Dictionary<string, ReadyPartner>(_partners, StringComparer.Ordinal) { [partner.Id] = new ReadyPartner(partner) };
        }
        finally
        {
            _writing.Release();
        }
        Changed?.Invoke();
        return [];
    }

    /// <summary>Takes a partner out, and shuts its account. False: there is none.</summary>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_partners.ContainsKey(id))
                return false;
            await table.PutAsync(Kind, id, null, cancellationToken).ConfigureAwait(false);
            _partners = _partners.Where(pair => pair.Key != id).ToDictionary(StringComparer.Ordinal);
            await accounts.ChangeAsync(Partner.AccountOf(id), new AccountChange(Disabled: true), policies.Current, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
        Changed?.Invoke();
        return true;
    }

    /// <summary>Who a partner is in the log and before the policy; null when its account is disabled.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="purpose">What for; null: what its role is for.</param>
    internal Actor? ActorOf(Partner partner, string? purpose = null)
    {
        if (accounts.Find(Partner.AccountOf(partner.Id)) is not { IsDisabled: false } account)
            return null;
        return account.ToActor("hl7", "local", purpose ?? policies.Current.FindRole(account.Role)?.Purpose ?? "TREAT", null);
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private Partner Completed(Partner partner) => partner.Completed(Find(partner.Id)?.Settings);

    private static string LineOf(Partner partner) => string.Create(
        CultureInfo.InvariantCulture, $"{partner.Id}: {partner.Name}, {(partner.IsEnabled ? "on" : "off")}{(partner.Receive is { } port ? $", port {port.Port}{(port.IsSecure ? " with TLS" : "")}" : "")}{(partner.Http is null ? "" : ", posts")}{(partner.Analyser is { } line ? $", instrument{(line.Host is { } host ? $" at {host}:{line.Port}" : "")}" : "")}{(partner.Send is { } target ? $", sent to {target.Host}:{target.Port}{(target.IsSecure ? " with TLS" : "")}{(target.Http is null ? "" : " by HTTP")}" : "")}");

    private async Task<IReadOnlyList<Issue>> OpenAccountAsync(Partner partner, CancellationToken cancellationToken)
    {
        var name = Partner.AccountOf(partner.Id);
        if (accounts.Find(name) is { } there)
            return there.IsDisabled && Find(partner.Id) is null ? (await accounts.ChangeAsync(name, new AccountChange(Disabled: false), policies.Current, cancellationToken).ConfigureAwait(false)).Issues : [];
        // Nobody knows the password, and nobody can: the account works at the partner's port alone.
        var draft = new AccountDraft(name, partner.Name, Roles.SystemInterface, null, null, null, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        return (await accounts.CreateAsync(draft, policies.Current, cancellationToken).ConfigureAwait(false)).Issues;
    }

    private static Dictionary<string, ReadyPartner> Load(IPrivateTable table) => table.List(Kind).ToDictionary(
        pair => pair.Key,
        pair => new ReadyPartner(JsonSerializer.Deserialize(pair.Value, InterfacesJson.Default.Partner) ?? throw new InvalidDataException("A partner in the store is empty.")),
        StringComparer.Ordinal);
}
