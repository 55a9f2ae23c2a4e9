using Eden.Lab.Charts;
using Eden.Lab.Claims;

namespace Eden.Lab.Report;

/// <summary>Draws the result of <see cref="ArticleClaims"/>.</summary>
internal static class ClaimsSection
{
    public static void Write(PageWriter page, ClaimsResult result)
    {
        StampFacts.Write(page, result.Stamp);
        page.Warnings(result.Warnings);
        page.Table(
            page.In("The claims"),
            ["", page.In("claim"), page.In("verdict")],
            result.Claims.Select(claim => (IReadOnlyList<Cell>)
            [
                PageWriter.Whole(claim.Number),
                new Cell(page.In(claim.Statement), "text"),
                new Cell(page.In(ClaimWords.Verdict(claim)), $"text {StyleOf(claim)}"),
            ]));
        page.Html($"<p>{page.In(ClaimWords.Advice)}</p>");
        foreach (ClaimResult claim in result.Claims)
        {
            WriteClaim(page, claim);
        }
    }

    private static void WriteClaim(PageWriter page, ClaimResult claim)
    {
        page.Html($"<h3>{claim.Number}. {page.In(claim.Statement)}</h3>");
        page.Html($"<p class=\"verdict {StyleOf(claim)}\">{page.In(ClaimWords.Verdict(claim))}</p>");
        if (!claim.AsDocumented)
        {
            page.Html($"<p class=\"bad\">{page.In("This is not what is documented.")}</p>");
        }

        page.Html($"<p>{page.In(claim.Finding)}</p>");
        page.Table(
            page.In("What the claim needs, measured"),
            [page.In("quantity"), page.In("measured"), page.In("needed"), ""],
            claim.Checks.Select(check => (IReadOnlyList<Cell>)
            [
                new Cell(page.In(check.Quantity), "text"),
                ClaimWords.Value(check),
                page.In(ClaimWords.Need(check)),
                check.IsMet ? new Cell(page.In("met"), "good") : new Cell(page.In("not met"), "half"),
            ]));
        if (claim.Charts.Count > 0)
        {
            page.Draw(claim.Charts.Select(chart => new LinePlot(chart)));
        }

        foreach (DataTable table in claim.Tables)
        {
            page.Table(table);
        }

        StampFacts.WriteCommand(page, claim.Command);
    }

    private static string StyleOf(ClaimResult claim) => claim.Found switch
    {
        ClaimVerdict.Holds => "good",
        ClaimVerdict.HoldsOnlyIf => "half",
        _ => "bad",
    };
}
