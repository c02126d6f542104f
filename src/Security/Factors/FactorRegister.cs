using System.Collections.Concurrent;
using System.Text.Json;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>
/// The second factors of all accounts: in memory, and durable in the private table before a change takes effect. Changes run one after another, so that a code that works once
/// works once. Safe to call from many threads.
/// </summary>
public sealed class FactorRegister : IDisposable
{
    private const string Kind = "factors";
    private readonly IPrivateTable _table;
    private readonly ConcurrentDictionary<string, AccountFactors> _factors = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Opens the factors of a store.</summary>
    public FactorRegister(IPrivateTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _table = table;
        foreach (var (_, json) in table.List(Kind))
        {
            var factors = JsonSerializer.Deserialize(json, FactorJson.Default.AccountFactors) ?? throw new InvalidDataException("An entry of second factors in the store is empty.");
            _factors[factors.UserName] = factors;
        }
    }

    /// <summary>The factors of an account; none when nothing is kept of it.</summary>
    public AccountFactors Of(string userName)
    {
        var name = AccountRules.Fold(userName);
        return _factors.GetValueOrDefault(name) ?? new AccountFactors(name);
    }

    /// <summary>Whose passkey this is; null when nobody's.</summary>
    public AccountFactors? FindByPasskey(ReadOnlySpan<byte> credentialId)
    {
        foreach (var factors in _factors.Values)
            foreach (var passkey in factors.Passkeys)
                if (credentialId.SequenceEqual(passkey.Id))
                    return factors;
        return null;
    }

    /// <summary>Whose passkeys know them by this handle; null when nobody's.</summary>
    public AccountFactors? FindByHandle(string handle) => _factors.Values.FirstOrDefault(factors => factors.Handle == handle);

    /// <summary>Changes the factors of an account as they are now. Null from <paramref name="change"/> leaves them.</summary>
    /// <returns>The factors as they now are; null when nothing was changed.</returns>
    public async Task<AccountFactors?> ChangeAsync(string userName, Func<AccountFactors, AccountFactors?> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (change(Of(userName)) is not { } after)
                return null;
            await _table.PutAsync(Kind, after.UserName, JsonSerializer.SerializeToUtf8Bytes(after, FactorJson.Default.AccountFactors), cancellationToken);
            return _factors[after.UserName] = after;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();
}
