using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Carewright.Storage;

namespace Carewright.Detection;

/// <summary>What false positives have taught: a rule needs more for one user or address. At most four times its threshold: nobody is ever exempt.</summary>
internal sealed class Tuning
{
    private const string Kind = "detection-tuning";
    private const double Step = 1.5;
    private const double Most = 4;
    private readonly IPrivateTable _table;
    private readonly ConcurrentDictionary<string, double> _factors = new(StringComparer.Ordinal);

    public Tuning(IPrivateTable table) => _table = table;

    /// <summary>The factor on the threshold of a rule for a subject; 1 when nothing was taught.</summary>
    public double Of(string key) => _factors.GetOrAdd(key, Load);

    /// <summary>After a false positive: half as much again.</summary>
    public Task<double> RaiseAsync(string key, CancellationToken cancellationToken) => PutAsync(key, Math.Min(Most, Of(key) * Step), cancellationToken);

    /// <summary>After a confirmed alert: back to the rule's own threshold.</summary>
    public Task<double> ResetAsync(string key, CancellationToken cancellationToken) => PutAsync(key, 1, cancellationToken);

    private async Task<double> PutAsync(string key, double factor, CancellationToken cancellationToken)
    {
        await _table.PutAsync(Kind, key, Encoding.ASCII.GetBytes(factor.ToString(CultureInfo.InvariantCulture)), cancellationToken);
        return _factors[key] = factor;
    }

    private double Load(string key) => _table.Get(Kind, key) is { } bytes ? double.Parse(Encoding.ASCII.GetString(bytes), CultureInfo.InvariantCulture) : 1;
}
