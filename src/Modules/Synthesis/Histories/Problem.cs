using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Histories;

/// <summary>A patient's condition with the state that its treatment moves.</summary>
internal sealed class Problem
{
    private readonly int[] _values;

    public Problem(Ailment ailment, DateOnly onset, bool leftSide, string id, IEnumerable<int> startValues)
    {
        Ailment = ailment;
        Onset = onset;
        Left = leftSide && ailment.Left is not null;
        Id = id;
        _values = [.. startValues];
        LastMeasured = new int?[_values.Length];
    }

    public Ailment Ailment { get; }

    public DateOnly Onset { get; }

    public bool Left { get; }

    public string Id { get; }

    public Code Code => Left ? Ailment.Left!.Value : Ailment.Right;

    public ResourceRef Reference => new(ResourceKind.Condition, Id);

    /// <summary>The visit at which it was put on record; null while nobody knows of it.</summary>
    public Visit? RecordedAt { get; set; }

    public DateOnly? Abated { get; set; }

    /// <summary>Visits that treated it so far.</summary>
    public int Visits { get; set; }

    public int Rung { get; set; }

    public Prescription? Current { get; set; }

    public DateOnly? TreatedSince { get; set; }

    public int?[] LastMeasured { get; }

    public int ValueOf(int trend) => _values[trend];

    public bool ActiveOn(DateOnly day) => Onset <= day && (Abated is null || Abated > day);

    /// <summary>Began more than a year before the day: the patient brings it along.</summary>
    public bool IsLongKnown(DateOnly day) => Ailment.Kind == CourseKind.Chronic && Onset.AddDays(400) <= day;

    /// <summary>Whether every moved value lies within reach of its goal.</summary>
    public bool NearGoal()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            var trend = Ailment.Trends[i];
            if (_values[i] > trend.GoalHigh + trend.Slack || _values[i] < trend.GoalLow - trend.Slack) return false;
        }

        return true;
    }

    /// <summary>Moves the values towards their goals: faster on a higher rung, hardly at all without adherence.</summary>
    public void Improve(int adherence)
    {
        var share = Math.Min((38 + (Rung * 14)) * adherence, 8500);
        for (var i = 0; i < _values.Length; i++)
        {
            var trend = Ailment.Trends[i];
            var rising = trend.StartLow < trend.GoalLow;
            var goal = rising ? trend.GoalHigh : trend.GoalLow;
            var step = (goal - _values[i]) * share / 10000;
            if (step == 0 && adherence > 50 && _values[i] != goal) step = Math.Sign(goal - _values[i]);
            _values[i] += step;
        }
    }

    /// <summary>Ends the condition and its treatment on a day.</summary>
    public void Outgrow(DateOnly day)
    {
        if (RecordedAt is not null) Abated = day;
        Current?.End("completed");
        Current = null;
    }

    /// <summary>Puts the side of the body into a text.</summary>
    public string Say(string text) => text.Contains("{side}", StringComparison.Ordinal) ? text.Replace("{side}", Left ? "left" : "right", StringComparison.Ordinal) : text;
}
