using Carewright.Astm.Records;
using Carewright.Gateway;
using Carewright.Gateway.Sending;
using Carewright.Interfaces.Partners;

namespace Carewright.Interfaces.Analysers;

/// <summary>Answers an instrument that asks what is ordered (LIS2-A2 11): the open orders of specimens, as far as the instrument does them. Read as the partner's own account, and on record before it leaves.</summary>
internal sealed class Worklist(PartnerRegister partners, RecordGateway gateway, TimeProvider clock)
{
    private const string All = "ALL";

    // Who asks for everything means what stands in the racks.
    private static readonly TimeSpan s_lately = TimeSpan.FromDays(3);

    /// <summary>The answer to a message of queries; empty when they take an earlier one back; null when it could not be put on record, and the instrument is to ask again.</summary>
    /// <param name="partner">Who asks.</param>
    /// <param name="message">The query.</param>
    /// <param name="id">Id of the message.</param>
    /// <param name="cancellationToken">The connection has ended.</param>
    internal async Task<ReadOnlyMemory<byte>?> AnswerAsync(ReadyPartner partner, AstmMessage message, string id, CancellationToken cancellationToken)
    {
        var queries = message.Queries().Where(query => !query.IsCancellation).ToList();
        if (queries.Count == 0)
            return ReadOnlyMemory<byte>.Empty;
        var writer = new WorklistWriter(partner, message, clock.GetUtcNow());
        // A range of numbers means nothing here: ours are drawn, not counted.
        if (partners.ActorOf(partner.Settings, "TREAT") is not { } actor || queries.Exists(query => !query.Ending.IsEmpty))
            return writer.Write([], TerminationCode.QueryError);
        var answer = await gateway.Sending.AnswerAsync(actor, id, AnalyserMessages.Query, record => writer.Write([.. queries.SelectMany(query => Of(record, query, partner)).DistinctBy(each => each.Specimen.Reference)], null), cancellationToken).ConfigureAwait(false);
        return answer.IsRefused ? null : answer.Value;
    }

    private IEnumerable<WorklistEntry> Of(ReleasedRecord record, QueryRecord query, ReadyPartner partner)
    {
        var tests = query.Tests().Select(test => test.Code).Where(code => code.Length > 0 && code != All).ToHashSet(StringComparer.Ordinal);
        foreach (var specimen in Found(record, query).Where(found => found.Number.All(letter => letter is > ' ' and < (char)0x7F)))
        {
            var orders = specimen.Orders.Where(order => order.IsOpen).Select(order => (Order: order, Tests: partner.Tests.TestsOf(order.Codings).Where(test => tests.Count == 0 || tests.Contains(test)).ToList())).Where(each => each.Tests.Count > 0).ToList();
            if (orders.Count > 0)
                yield return new WorklistEntry(specimen, [.. orders.SelectMany(each => each.Tests).Distinct(StringComparer.Ordinal)], orders.Exists(each => (string?)each.Order.Content["priority"] is "stat" or "asap" or "urgent"));
        }
    }

    private IEnumerable<FoundSpecimen> Found(ReleasedRecord record, QueryRecord query)
    {
        var numbers = query.Starting.Divide().Select(NumberOf).Where(number => number.Length > 0).ToList();
        return numbers.Contains(All) ? SpecimenReading.Since(record, clock.GetUtcNow() - s_lately)
            // A number that two specimens have is nobody's.
            : numbers.Select(number => SpecimenReading.Find(record, number)).Where(found => found.Count == 1).Select(found => found[0]);
    }

    // Component 2 is the standard's; some instruments put it first, or behind rack and position.
    private static string NumberOf(AstmValue repeat)
    {
        var second = repeat.Component(2).Text.Trim(' ');
        return second.Length > 0 ? second : Enumerable.Range(1, repeat.Components).Select(part => repeat.Component(part).Text.Trim(' ')).FirstOrDefault(text => text.Length > 0) ?? "";
    }
}

/// <summary>A specimen that an instrument is to test.</summary>
/// <param name="Specimen">It.</param>
/// <param name="Tests">The instrument's codes of the tests, each once.</param>
/// <param name="IsUrgent">Whether one of its orders is.</param>
internal sealed record WorklistEntry(FoundSpecimen Specimen, IReadOnlyList<string> Tests, bool IsUrgent);
