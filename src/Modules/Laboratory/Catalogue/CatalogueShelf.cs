using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Laboratory.Catalogue;

/// <summary>
/// Every laboratory's catalogue in memory, read anew after the record's definitions have changed. What is not read yet, or could not be read, is not offered. Safe from many threads.
/// </summary>
internal sealed class CatalogueShelf(RecordGateway gateway, ILogger<CatalogueShelf> log) : BackgroundService
{
    private static readonly HashSet<string> s_types = new(["ActivityDefinition", "SpecimenDefinition", "Questionnaire"], StringComparer.Ordinal);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    // Catalogues hold no patient's data; the reader of them is the server itself.
    private static readonly Actor s_reader = new("laboratory-catalogue", "Laboratory catalogue", Roles.SystemInterface, null, null, null, "server", "local", "HOPERAT", null);
    private readonly CatalogueRecord _record = new(gateway);
    private readonly SemaphoreSlim _reading = new(1);
    private volatile OfferedTest[] _offered = [];

    /// <summary>Everything that is offered, by name.</summary>
    internal IReadOnlyList<OfferedTest> Offered => _offered;

    /// <summary>Tests whose code begins with the words, or in whose name each word begins one, best first.</summary>
    /// <param name="laboratory">Of this laboratory, and of none in particular; null: of all.</param>
    /// <param name="words">What is looked for; none: everything.</param>
    /// <param name="most">At most so many.</param>
    internal IReadOnlyList<OfferedTest> Find(string? laboratory, string words, int most)
    {
        var asked = Words(words);
        return [.. _offered
            .Where(one => laboratory is null || one.Known.Laboratory is null || one.Known.Laboratory == laboratory)
            .Select(one => (Test: one, Rank: one.RankOf(asked)))
            .Where(found => found.Rank is not null)
            .OrderBy(found => found.Rank).ThenBy(found => found.Test.Known.Test.Name, StringComparer.OrdinalIgnoreCase)
            .Take(most).Select(found => found.Test)];
    }

    /// <summary>The words of a text, as searches of the record see them: without case, accents and punctuation.</summary>
    internal static string[] Words(string text) => SearchText.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _reading.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The feed's place is taken before the first reading: what is written in between is read again.
                var following = gateway.Changes.FollowAsync("laboratory-catalogue", () => s_types, (_, stop) => RefreshAsync(stop), stoppingToken);
                await Task.WhenAll(following, BeginAsync(stoppingToken)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (IsPassing(fault))
            {
                log.CatalogueNotRead(fault);
                await Task.Delay(s_pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await RefreshAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception fault) when (IsPassing(fault))
            {
                log.CatalogueNotRead(fault);
                await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsPassing(Exception fault) => fault is IOException or InvalidOperationException or System.Data.Common.DbException;

    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        // One reading after the other, so that an older one never takes the place of a newer.
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var read = await _record.ReadAsync(s_reader, cancellationToken).ConfigureAwait(false);
            if (read.IsRefused)
                throw new InvalidOperationException($"The catalogue was not read: {read.Refusal.Issues[0].Code}.");
            _offered = [.. read.Value.Where(one => !one.Test.IsRetired).Select(one => new OfferedTest(one)).OrderBy(one => one.Known.Test.Name, StringComparer.OrdinalIgnoreCase)];
        }
        finally
        {
            _reading.Release();
        }
    }
}

/// <summary>A test that can be ordered, made ready to be found.</summary>
internal sealed class OfferedTest(KnownTest known)
{
    private readonly string[] _code = CatalogueShelf.Words(known.Test.Code);
    private readonly string[] _words = CatalogueShelf.Words(string.Join(' ', known.Test.Name, known.Test.Code, known.Test.Loinc, known.Test.LoincName));
    private readonly string _name = string.Join(' ', CatalogueShelf.Words(known.Test.Name));

    /// <summary>The test.</summary>
    internal KnownTest Known => known;

    /// <summary>How good a find it is, 0 the best; null: it is none.</summary>
    internal int? RankOf(string[] asked)
    {
        if (asked.Length == 0)
            return 2;
        if (_code.SequenceEqual(asked, StringComparer.Ordinal))
            return 0;
        if (!Array.TrueForAll(asked, word => Array.Exists(_words, own => own.StartsWith(word, StringComparison.Ordinal))))
            return null;
        return _code is [var first, ..] && first.StartsWith(asked[0], StringComparison.Ordinal) ? 1 : _name.StartsWith(string.Join(' ', asked), StringComparison.Ordinal) ? 2 : 3;
    }
}
