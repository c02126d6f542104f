using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Carewright.Kernel;
using Carewright.Storage;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Security;

/// <summary>What became of a directory's registration.</summary>
/// <param name="Directory">As it now is; null when nothing was changed.</param>
/// <param name="Issues">All problems, each located by member name.</param>
public sealed record DirectoryOutcome(StaffDirectory? Directory, IReadOnlyList<Issue> Issues);

/// <summary>The clinic's directories: durable in the private table, which is sealed, secrets and keys included. Nothing gives a secret or a private key back. Safe to call from many threads.</summary>
public sealed class DirectoryRegister : IDisposable
{
    private const string Kind = "directory";
    private const int Most = 5;
    private const int KeyBits = 3072;
    private readonly IPrivateTable _table;
    private readonly ConcurrentDictionary<string, KeptDirectory> _all = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Opens the directories of a store.</summary>
    public DirectoryRegister(IPrivateTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _table = table;
        foreach (var (id, json) in table.List(Kind))
            _all[id] = JsonSerializer.Deserialize(json, DirectoryJson.Default.KeptDirectory) ?? throw new InvalidDataException("A directory in the store is empty.");
    }

    /// <summary>All directories, by name.</summary>
    public IReadOnlyList<StaffDirectory> All => [.. _all.Values.Select(kept => kept.Directory).OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase).ThenBy(one => one.Id, StringComparer.Ordinal)];

    /// <summary>The directory of an id; null when there is none.</summary>
    public StaffDirectory? Find(string id) => _all.GetValueOrDefault(id)?.Directory;

    /// <summary>The directory of an id if people may sign in by it.</summary>
    public StaffDirectory? FindEnabled(string id) => Find(id) is { IsEnabled: true } found ? found : null;

    /// <summary>Whether there is a secret for it.</summary>
    public bool HasSecret(string id) => _all.GetValueOrDefault(id)?.Secret is not null;

    /// <summary>The client's secret, for the token endpoint alone.</summary>
    public string? SecretOf(string id) => _all.GetValueOrDefault(id)?.Secret;

    /// <summary>Registers a directory or changes it. One that no test has found to work, as it is spoken to now, cannot be switched on.</summary>
    /// <param name="directory">What it shall be.</param>
    /// <param name="secret">The client's secret; null: the one that is there stays, unless the issuer is another, who must not learn it.</param>
    /// <param name="policy">The policy whose roles there are.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    public async Task<DirectoryOutcome> PutAsync(StaffDirectory directory, string? secret, AccessPolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var before = _all.GetValueOrDefault(directory.Id);
            var isSame = before?.Directory.Issuer == directory.Issuer;
            var kept = directory.Authentication == DirectoryAuthentication.PrivateKey ? null : secret ?? (isSame ? before?.Secret : null);
            var issues = DirectoryRules.Check(directory, kept is { Length: > 0 and <= 1000 }, policy).ToList();
            if (before is null && _all.Count >= Most)
                issues.Add(AccountRules.Problem("DIRECTORY-MOST", $"There are at most {Most} directories.", "id"));
            if (_all.Values.Any(other => other.Directory.Id != directory.Id && other.Directory.Issuer == directory.Issuer))
                issues.Add(AccountRules.Problem("DIRECTORY-SAME", "There is a directory of this issuer already.", "issuer"));
            if (issues.Count > 0)
                return new DirectoryOutcome(null, issues);
            // One that is on has been tested, or was switched on before tests were asked for.
            var isTested = before is not null && secret is null && before.Directory.IsSpokenToAs(directory) && (before.IsTested || before.Directory.IsEnabled);
            if (directory.IsEnabled && !isTested)
                return new DirectoryOutcome(null, [AccountRules.Problem("DIRECTORY-UNTESTED", "It stays off until a test has found that it works.", "isEnabled")]);
            var key = directory.Authentication == DirectoryAuthentication.PrivateKey ? (isSame && before?.Key is { Length: > 0 } own ? own : null) ?? NewKey() : null;
            await KeepAsync(new KeptDirectory(directory, kept, key) { IsTested = isTested }, cancellationToken);
            return new DirectoryOutcome(directory, []);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Takes in what a test of a directory has found; nothing when it is spoken to otherwise by now.</summary>
    public async Task TakeTestAsync(StaffDirectory tested, bool works, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tested);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_all.GetValueOrDefault(tested.Id) is { } kept && kept.Directory.IsSpokenToAs(tested) && kept.IsTested != works)
                await KeepAsync(kept with { IsTested = works }, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Removes a directory.</summary>
    /// <returns>False when there is none.</returns>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        if (!_all.TryRemove(id, out _))
            return false;
        await _table.PutAsync(Kind, id, null, cancellationToken);
        return true;
    }

    /// <summary>The public half of the key that this server proves itself with; null when it proves itself otherwise.</summary>
    public JsonWebKey? PublicKeyOf(string id)
    {
        if (SigningKeyOf(id) is not { } signing)
            return null;
        var parameters = signing.Rsa.ExportParameters(includePrivateParameters: false);
        return new JsonWebKey { Kty = "RSA", Use = "sig", Alg = SecurityAlgorithms.RsaSha256, Kid = signing.KeyId, N = Base64UrlEncoder.Encode(parameters.Modulus), E = Base64UrlEncoder.Encode(parameters.Exponent) };
    }

    /// <summary>The key that signs this server's assertions (RS256, which every provider takes); null when it proves itself otherwise.</summary>
    public RsaSecurityKey? SigningKeyOf(string id)
    {
        // What writes JSON writes no key as an empty one.
        if (_all.GetValueOrDefault(id)?.Key is not { Length: > 0 } key)
            return null;
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key, out _);
        return new RsaSecurityKey(rsa) { KeyId = Convert.ToHexStringLower(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()))[..16] };
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private static byte[] NewKey()
    {
        using var rsa = RSA.Create(KeyBits);
        return rsa.ExportPkcs8PrivateKey();
    }

    private async Task KeepAsync(KeptDirectory kept, CancellationToken cancellationToken)
    {
        await _table.PutAsync(Kind, kept.Directory.Id, JsonSerializer.SerializeToUtf8Bytes(kept, DirectoryJson.Default.KeptDirectory), cancellationToken);
        _all[kept.Directory.Id] = kept;
    }
}
