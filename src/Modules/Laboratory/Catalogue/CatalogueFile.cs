using Carewright.Kernel;
using Carewright.Laboratory.Csv;

namespace Carewright.Laboratory.Catalogue;

/// <summary>The two files of a catalogue (docs/howto/load-a-test-catalogue.md).</summary>
internal static class CatalogueFile
{
    private const int MostCode = 60;
    private const int MostText = 250;
    private static readonly string[] s_tests = ["loinc", "loinc_name", "section", "specimen_type", "container", "volume", "patient_preparation", "panel_of", "questions", "retired"];
    private static readonly string[] s_questions = ["choices", "required"];

    /// <summary>The tests; with any issue, none of them is to be used.</summary>
    /// <param name="tests">The file of tests.</param>
    /// <param name="questions">The file of questions, or null.</param>
    internal static (IReadOnlyList<LabTest> Tests, IReadOnlyList<Issue> Issues) Read(string tests, string? questions)
    {
        var issues = new List<Issue>();
        var asked = new Dictionary<string, LabQuestion>(StringComparer.Ordinal);
        foreach (var row in questions is null ? [] : CsvReader.Read(questions, "questions", ["code", "text", "type"], s_questions, issues))
        {
            CheckCode(row, issues);
            if (!asked.TryAdd(row["code"], QuestionOf(row, issues)))
                issues.Add(row.Fault("code", "CATALOGUE-TWICE", $"There is a question '{row["code"]}' in a line above."));
        }
        var rows = CsvReader.Read(tests, "tests", ["code", "name"], s_tests, issues);
        var codes = rows.Select(row => row["code"]).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var read = new List<LabTest>();
        foreach (var row in rows)
        {
            CheckCode(row, issues);
            if (!seen.Add(row["code"]))
                issues.Add(row.Fault("code", "CATALOGUE-TWICE", $"There is a test '{row["code"]}' in a line above."));
            read.Add(TestOf(row, codes, asked, issues));
        }
        if (rows.Count == 0 && issues.Count == 0)
            issues.Add(Issue.Error(IssueTypes.Required, "CATALOGUE-NO-TESTS", "The file has no tests.", "tests:2:1"));
        return (read, issues);
    }

    private static LabTest TestOf(CsvRow row, HashSet<string> codes, Dictionary<string, LabQuestion> asked, List<Issue> issues)
    {
        if (row["name"].Length is 0 or > MostText)
            issues.Add(row.Fault("name", "CATALOGUE-NAME", $"A test has a name of at most {MostText} letters."));
        if (row["loinc"] is { Length: > 0 } loinc && !IsLoinc(loinc))
            issues.Add(row.Fault("loinc", "CATALOGUE-LOINC", $"'{loinc}' is no LOINC code: digits, a hyphen and the right check digit."));
        foreach (var member in row.Words("panel_of").Where(code => !codes.Contains(code) || code == row["code"]))
            issues.Add(row.Fault("panel_of", "CATALOGUE-MEMBER", $"There is no other test '{member}' in the file."));
        foreach (var question in row.Words("questions").Where(code => !asked.ContainsKey(code)))
            issues.Add(row.Fault("questions", "CATALOGUE-QUESTION", $"There is no question '{question}' in the file of questions."));
        return new LabTest(row["code"], row["name"])
        {
            Loinc = Text(row, "loinc"),
            LoincName = Text(row, "loinc_name"),
            Section = Text(row, "section"),
            SpecimenType = Text(row, "specimen_type"),
            Container = Text(row, "container"),
            Volume = Text(row, "volume"),
            Preparation = Text(row, "patient_preparation"),
            Members = row.Words("panel_of"),
            Questions = [.. row.Words("questions").Distinct(StringComparer.Ordinal).Select(asked.GetValueOrDefault).OfType<LabQuestion>()],
            IsRetired = Flag(row, "retired", issues),
        };
    }

    private static LabQuestion QuestionOf(CsvRow row, List<Issue> issues)
    {
        if (row["text"].Length is 0 or > MostText)
            issues.Add(row.Fault("text", "CATALOGUE-NAME", $"A question has a text of at most {MostText} letters."));
        if (!Enum.TryParse<QuestionKind>(row["type"], ignoreCase: true, out var kind) || char.IsAsciiDigit(row["type"][0]))
            issues.Add(row.Fault("type", "CATALOGUE-TYPE", "The type of a question is string, integer, decimal, date, boolean or choice."));
        LabChoice[] choices = [.. row["choices"].Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ChoiceOf)];
        if ((kind == QuestionKind.Choice) != (choices.Length > 0))
            issues.Add(row.Fault("choices", "CATALOGUE-CHOICES", "A choice has choices, divided by |, and nothing else has."));
        return new LabQuestion(row["code"], row["text"], kind, choices, Flag(row, "required", issues));
    }

    // CODE=Text, or a text that is its own code.
    private static LabChoice ChoiceOf(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? new LabChoice(text[..at].Trim(), text[(at + 1)..].Trim()) : new LabChoice(text, text);

    private static void CheckCode(CsvRow row, List<Issue> issues)
    {
        if (row["code"].Length is 0 or > MostCode || row["code"].Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '|' or '^'))
            issues.Add(row.Fault("code", "CATALOGUE-CODE", $"A code has 1 to {MostCode} letters, without spaces, | and ^."));
    }

    private static bool Flag(CsvRow row, string column, List<Issue> issues)
    {
        switch (row[column].ToUpperInvariant())
        {
            case "" or "NO" or "FALSE" or "0" or "N":
                return false;
            case "YES" or "TRUE" or "1" or "Y":
                return true;
            default:
                issues.Add(row.Fault(column, "CATALOGUE-FLAG", "Yes, no, or nothing."));
                return false;
        }
    }

    private static string? Text(CsvRow row, string column) => row[column] is { Length: > 0 } text ? text : null;

    // The check digit is that of Luhn's procedure (LOINC Users' Guide, LOINC parts).
    private static bool IsLoinc(string code)
    {
        if (code.Split('-') is not [var number, [var check]] || number.Length is 0 or > 7 || !number.All(char.IsAsciiDigit) || !char.IsAsciiDigit(check))
            return false;
        var sum = number.Reverse().Select((digit, place) => place % 2 == 0 ? Doubled(digit - '0') : digit - '0').Sum();
        return (10 - (sum % 10)) % 10 == check - '0';
    }

    private static int Doubled(int digit) => digit > 4 ? (2 * digit) - 9 : 2 * digit;
}
