using System.Globalization;
using System.Text;

namespace Carewright.Storage.Search;

/// <summary>A plan as text: two plans that ask the index for the same rows in the same order have the same text. For page tokens and for tests.</summary>
public static class PlanText
{
    /// <summary>The text of a plan.</summary>
    public static string Of(SearchPlan plan)
    {
        var text = new StringBuilder();
        Append(text, $"{plan.ResourceType}/{plan.Order.Parameter}/{plan.Order.Descending}/{plan.Order.InMemoryKey is not null}:");
        Append(text, plan.Where);
        return text.ToString();
    }

    /// <summary>The text of a predicate.</summary>
    public static string Of(Predicate predicate)
    {
        var text = new StringBuilder();
        Append(text, predicate);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Predicate predicate)
    {
        switch (predicate)
        {
            case AllOf all:
                Append(text, "all", all.Parts);
                break;
            case AnyOf any:
                Append(text, "any", any.Parts);
                break;
            case Not not:
                Append(text, "not", [not.Part]);
                break;
            case HasValue has:
                Append(text, $"has({has.Parameter}:{string.Join(',', has.Values)})");
                break;
            case InRange range:
                Append(text, $"range({range.Parameter}:{range.LowAtLeast},{range.LowAtMost},{range.HighAtLeast},{range.HighAtMost})");
                break;
            case HasOther other:
                Append(text, $"other({other.Parameter}:{other.Second}:{string.Join(',', other.Except)})");
                break;
            case HasAny any:
                Append(text, $"any({any.Parameter})");
                break;
            case PointsTo chain:
                Append(text, $"to({chain.Parameter},{chain.TargetType}):");
                Append(text, chain.Target);
                break;
            case PointedToBy chain:
                Append(text, $"from({chain.SourceType},{chain.SourceParameter}):");
                Append(text, chain.Source);
                break;
            default:
                throw new InvalidOperationException($"No text for the predicate {predicate.GetType().Name}.");
        }
    }

    private static void Append(StringBuilder text, string name, IReadOnlyList<Predicate> parts)
    {
        text.Append(name).Append('(');
        foreach (var part in parts)
        {
            Append(text, part);
            text.Append(' ');
        }
        text.Append(')');
    }

    private static void Append(StringBuilder text, FormattableString part) => text.Append(part.ToString(CultureInfo.InvariantCulture));
}
